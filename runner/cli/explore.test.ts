import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { caseFile } from '../case/case-store';
import { isBundled } from '../explore/write-explorer';
import { packageRoot } from '../system/package-root';
import { TemporaryFolder } from '../testing/temporary-folder';
import { scriptLines } from '../testing/script-lines';
import { explorerData, withOwnCases } from '../explore/explorer-entries';
import { coff2 } from './testing/captured-io';

const folder = TemporaryFolder.forEachTest();

describe('coff2 explore', () => {
  it('refuses a script with its file, line and op, and writes nothing', async () => {
    const text = scriptLines({ linkScript: 1, options: {} }, { op: 'flush' }, { op: 'unknown' });
    const script = folder.write('mine.jsonl', text);
    const { code, stderr } = await coff2(['explore', script, '--out', folder.path('out')]);
    expect(code).toBe(1);
    expect(stderr).toContain(':3: op 2 (unknown): unknown op "unknown"');
    expect(folder.list()).toEqual(['mine.jsonl']);
  });

  it('names the cases if there is none of a name', async () => {
    const { code, stderr } = await coff2(['explore', 'helo', '--out', folder.path('out')]);
    expect(code).toBe(2);
    expect(stderr).toContain('no case is named helo');
  });
});

// Other systems have no such device, and a bundle is made by `npm run build`.
const describeFull = fs.existsSync('/dev/full') && isBundled() ? describe : describe.skip;

describeFull('a full disk', () => {
  it('is told with the name of the file', async () => {
    const out = folder.path('out');
    fs.mkdirSync(out);
    fs.symlinkSync('/dev/full', path.join(out, 'explorer.js'));
    const { code, stderr } = await coff2(['explore', 'hello', '--out', out]);
    expect(code).toBe(2);
    expect(stderr).toContain(`${path.join(out, 'explorer.js')}: ENOSPC`);
  });
});

describe('what the page can open', () => {
  it('is every case that can be linked, each with the story that it opens with', () => {
    const { entries, library, open } = explorerData(null);
    expect(entries.map(({ name }) => name)).toEqual(expect.arrayContaining(['hello', 'i386']));
    expect(entries.find(({ name }) => name === 'hello')?.story).toMatch(
      /^The string that a program/,
    );
    expect(Object.keys(library)).toContain('print');
    expect(open).toBeNull();
  });

  it('is also a script of one’s own, which comes first', () => {
    const text = scriptLines({ linkScript: 1, options: {} }, { op: 'flush' });
    const { entries, open } = explorerData({
      file: folder.write('hello.jsonl', text),
      host: 'windows',
    });
    expect(entries[0]).toMatchObject({ kind: 'script', name: 'hello (yours)', text });
    expect(open).toEqual({ name: 'hello (yours)', host: 'windows' });
  });

  it('is also a failing case of a run, unless it cannot be opened or has the name of another', () => {
    const text = fs.readFileSync(caseFile('hello') ?? '', 'utf8');
    const mine = folder.write('mine.incr', text);
    const hello = folder.write('hello.incr', text.replace('hello', 'other'));
    const broken = folder.write('broken.incr', '#update=1');
    const data = explorerData(null);
    const { entries } = withOwnCases(data, [mine, hello, broken, folder.path('gone.incr')]);
    expect(entries.slice(data.entries.length)).toEqual([
      expect.objectContaining({ kind: 'case', name: 'mine', text }),
    ]);
  });
});

// Other systems open pages with other programs.
const { describeBundled, suffix } =
  isBundled() && process.platform === 'linux'
    ? { describeBundled: describe, suffix: '' }
    : {
        describeBundled: describe.skip,
        suffix: ': not tested, it needs Linux and `npm run build`',
      };

describeBundled(`coff2 explore --open${suffix}`, () => {
  it('starts the browser with the page that it wrote', async () => {
    fs.mkdirSync(folder.path('bin'));
    const opener = folder.write(
      'bin/xdg-open',
      '#!/bin/sh\nprintf %s "$1" > "$0.part" && mv "$0.part" "$0.told"\n',
    );
    fs.chmodSync(opener, 0o755);
    const PATH = `${path.dirname(opener)}${path.delimiter}${process.env.PATH ?? ''}`;
    const out = folder.path('out');
    const program = path.join(packageRoot(), 'dist', 'runner', 'main.js');
    const { status, stdout } = spawnSync(
      process.execPath,
      [program, 'explore', 'hello', '--open', '--out', out],
      { env: { ...process.env, PATH }, encoding: 'utf8' },
    );
    expect(status).toBe(0);
    expect(stdout).toBe(`${path.join(out, 'index.html')}\n`);
    const told = `${opener}.told`;
    while (!fs.existsSync(told)) await sleep(20);
    expect(fs.readFileSync(told, 'utf8')).toBe(pathToFileURL(path.join(out, 'index.html')).href);
  });
});
