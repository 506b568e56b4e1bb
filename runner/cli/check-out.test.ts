import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { slowTest } from '../../reference/testing/slow-test';
import { sha256Of } from '../golden/digests';
import { smallAdapter } from '../linker/protocol/testing/small-adapter';
import { packageRoot } from '../system/package-root';
import { TemporaryFolder } from '../testing/temporary-folder';
import { asSpelled } from './case-argument';
import { CapturedIo, coff2, type CommandOutcome } from './testing/captured-io';

const folder = TemporaryFolder.forEachTest();

const run = (...args: readonly string[]): Promise<CommandOutcome> => coff2(args, new CapturedIo());

/** A text as a check-out of Git for Windows may have it. */
const crlf = (text: string): string => text.replaceAll(/\r?\n/g, '\r\n');

const ownCase = (name: string): string =>
  fs.readFileSync(path.join(packageRoot(), 'cases', `${name}.incr`), 'utf8');

describe('a check-out with CRLF', () => {
  slowTest('has cases and blocks that mean the same', async () => {
    const block = path.join(packageRoot(), 'cases', 'lib', 'print.link');
    fs.mkdirSync(folder.path('lib'));
    fs.writeFileSync(folder.path('lib', 'print.link'), crlf(fs.readFileSync(block, 'utf8')));
    const scripts: string[] = [];
    for (const [name, text] of [
      ['lf', ownCase('readme')],
      ['crlf', crlf(ownCase('readme'))],
    ] as const) {
      const { code, stdout } = await run('script', folder.write(`${name}.incr`, text));
      expect(code).toBe(0);
      scripts.push(stdout);
    }
    expect(scripts[1]).toBe(scripts[0]);
    expect(scripts[0]).toContain('"op":"snapshot"');
    const judged = await run('run', '--wine', 'off', folder.path('crlf.incr'));
    expect(judged.code).toBe(0);
  });

  it('has link scripts that link the same', async () => {
    const { stdout: script } = await run('script', 'hello');
    const digests: string[] = [];
    for (const [name, text] of [
      ['lf', script],
      ['crlf', crlf(script)],
    ] as const) {
      const file = folder.write(`${name}.jsonl`, text);
      expect((await run('replay', '--out', folder.path(name), file)).code).toBe(0);
      digests.push(
        ...fs
          .readdirSync(folder.path(name))
          .map((each) => sha256Of(fs.readFileSync(folder.path(name, each)))),
      );
    }
    expect(new Set(digests.slice(digests.length / 2))).toEqual(
      new Set(digests.slice(0, digests.length / 2)),
    );
    expect(digests.length).toBeGreaterThan(1);
  });

  slowTest('has configurations and expectations that mean the same', async () => {
    const config = { linkers: { small: { command: [...smallAdapter(folder)] } } };
    const configFile = folder.write('config.json', crlf(JSON.stringify(config, null, 2)));
    const all = { case: 'hello', update: '*', host: '*', level: '*', reason: 'no linker' };
    const known = { implementation: 'adapter', expectations: [all] };
    const expectations = folder.write('known.json', crlf(JSON.stringify(known, null, 2)));
    const judged = ['run', '--wine', 'off', 'hello'];
    const byConfig = await run(...judged, '--config', configFile, '--linker', 'small');
    expect(byConfig.stdout).toContain('small 1.0');
    const command = smallAdapter(folder).join(' ');
    const args = [...judged, '--adapter', command, '--expectations', expectations];
    const { stdout, code } = await run(...args);
    expect(stdout).toContain('failed as expected');
    expect(code).toBe(0);
  });
});

describe('files of this repository', () => {
  /** What Git does to a file; null where this is no clone, or there is no Git. */
  const attributes = (names: readonly string[]): ReadonlyMap<string, string> | null => {
    const args = ['check-attr', 'text', '--stdin'];
    const input = `${names.join('\n')}\n`;
    const options = { cwd: packageRoot(), input, encoding: 'utf8' } as const;
    const { status, stdout } = spawnSync('git', args, options);
    if (status !== 0) return null;
    const lines = stdout.trim().split('\n');
    return new Map(
      lines.map((line) => [/^(.*): text: /.exec(line)?.[1] ?? '', line.replace(/^.*: text: /, '')]),
    );
  };

  it('are checked out byte for byte if they are no text', () => {
    const found = attributes(['goldens/a/1.exe', 'a.obj', 'a.png', 'a.gz', 'a.dll', 'a.ts']);
    if (found === null) return;
    expect([...found]).toEqual([
      ...['goldens/a/1.exe', 'a.obj', 'a.png', 'a.gz', 'a.dll'].map((name) => [name, 'unset']),
      ['a.ts', 'auto'],
    ]);
  });
});

describe('names that Windows and macOS take for one', () => {
  it('are refused in one run', async () => {
    const [one, other] = ['Mine', 'mine'].map((name) => {
      fs.mkdirSync(folder.path(`of-${name}`));
      return folder.write(`of-${name}/${name}.incr`, ownCase('hello'));
    });
    const { code, stderr } = await run('run', '--wine', 'off', one ?? '', other ?? '');
    expect(code).toBe(2);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(
      'which Windows and macOS take for one; rename one',
    );
  });

  it('are called as the folder spells them', () => {
    const file = path.join('cases', 'HELLO.incr');
    expect(asSpelled(file, ['hello.incr', 'other.incr'])).toBe(path.join('cases', 'hello.incr'));
    expect(asSpelled(file, ['HELLO.incr', 'hello.incr'])).toBe(file);
    expect(asSpelled(file, [])).toBe(file);
  });
});

it.each(['con', 'NUL', 'com1'])('a case may not have the name of a device: %s', async (name) => {
  const file = folder.write(`${name}.incr`, ownCase('hello'));
  const { code, stderr } = await run('run', '--wine', 'off', file);
  expect(code).toBe(2);
  expect(stderr).toContain(`Windows keeps the name ${name} for a device; rename the case`);
});
