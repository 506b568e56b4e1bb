import { TemporaryFolder } from '../testing/temporary-folder';
import { scriptLines } from '../testing/script-lines';
import { explorerData } from '../explore/explorer-entries';
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
});
