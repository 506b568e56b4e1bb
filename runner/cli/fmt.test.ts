import * as fs from 'node:fs';
import { slowTest } from '../../reference/testing/slow-test';
import { coff2 } from './testing/captured-io';
import { TemporaryFolder } from '../testing/temporary-folder';

const folder = TemporaryFolder.forEachTest();

const HEAD = '#target=x86_64-windows-selfhosted\n#update=one\n#link\n';
const LAID_OUT = `${HEAD}fn f: T\n  48 83 ec 38  sub rsp,38h\n  c3           ret\n`;
const OTHERWISE = `${HEAD}fn f: T\n 48 83 ec 38\n  c3  nop\n`;
const NOTHING = { code: 0, stdout: '', stderr: '' };

const read = (file: string): string => fs.readFileSync(file, 'utf8');

describe('coff2 fmt', () => {
  it('lays a case out, says nothing, and leaves nothing else behind', async () => {
    const file = folder.write('x.incr', OTHERWISE);
    expect(await coff2(['fmt', file])).toEqual(NOTHING);
    expect(read(file)).toBe(LAID_OUT);
    expect(folder.list()).toEqual(['x.incr']);
  });

  it('does not write a file that is laid out', async () => {
    const file = folder.write('x.incr', LAID_OUT);
    fs.utimesSync(file, 1, 1);
    expect(await coff2(['fmt', file])).toEqual(NOTHING);
    expect(fs.statSync(file).mtimeMs).toBe(1000);
  });

  it('lays out blocks that cases share', async () => {
    const file = folder.write('x.link', 'fn f: T\n c3\n');
    expect(await coff2(['fmt', file])).toEqual(NOTHING);
    expect(read(file)).toBe('fn f: T\n  c3  ret\n');
  });

  it('lays out a case that is wrong too, reports what is wrong, and exits with 1', async () => {
    const file = folder.write('x.incr', `${OTHERWISE}  zz\nfrob\n`);
    const { code, stdout, stderr } = await coff2(['fmt', file]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.split('\n').map((line) => line.replace(/; got|, or .*|, lazy.*/, ''))).toEqual([
      `${file}:7: expected bytes in hex ("48 83 ec 38")`,
      `${file}:8: expected one of uav`,
      '',
    ]);
    expect(read(file)).toBe(`${LAID_OUT}  zz\nfrob\n`);
  });

  it('goes on with the other files', async () => {
    const wrong = folder.write('a.incr', 'frob\n');
    const good = folder.write('b.incr', OTHERWISE);
    expect(await coff2(['fmt', wrong, good])).toMatchObject({ code: 1 });
    expect(read(good)).toBe(LAID_OUT);
  });

  it('does not touch a file that is no UTF-8, which it could not write as it was', async () => {
    const bytes = Buffer.from(`${OTHERWISE}#update=two\n#file=x\n\xff\n`, 'latin1');
    const file = folder.write('x.incr', bytes);
    expect(await coff2(['fmt', file])).toEqual({
      code: 1,
      stdout: '',
      stderr: `${file}: expected UTF-8\n`,
    });
    expect(fs.readFileSync(file).equals(bytes)).toBe(true);
  });

  it.each([
    ['a case that is not there', ['fmt', 'no_such_case'], /no case is named no_such_case, /],
    ['a block that is not there', ['fmt', 'missing.link'], /no such file: .*missing\.link/],
    ['an unknown option', ['fmt', '--all'], /unknown option '--all'/],
  ])('exits with 2 for %s', async (_what, args, reason) => {
    const { code, stdout, stderr } = await coff2(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(reason);
  });
});

describe('coff2 fmt --check', () => {
  slowTest("finds this suite's cases and blocks laid out", async () => {
    expect(await coff2(['fmt', '--check'])).toEqual(NOTHING);
    expect(await coff2(['fmt', '--check', 'hello', 'add_decl'])).toEqual(NOTHING);
  });

  it('reports the first line that is laid out otherwise, and writes nothing', async () => {
    const aligned = LAID_OUT.replace('nop', 'ret');
    const cases = [
      [folder.write('a.incr', OTHERWISE), 5],
      [folder.write('b.incr', aligned.replace('  c3 ', '  c3')), 6],
      [folder.write('c.link', '// x\nfn f: T\n c3'), 3],
    ] as const;
    for (const [file, line] of cases) {
      const before = read(file);
      const { code, stdout, stderr } = await coff2(['fmt', '--check', file]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr.split('\n')[0]).toBe(`${file}:${line}: layout differs; fix it with: coff2 fmt`);
      expect(read(file)).toBe(before);
    }
  });

  it('reports what is wrong as well', async () => {
    const file = folder.write('x.incr', LAID_OUT.replace('sub rsp,38h', 'sub rsp,39h'));
    expect(await coff2(['fmt', '--check', file])).toEqual({
      code: 1,
      stdout: '',
      stderr:
        `${file}:5: layout differs; fix it with: coff2 fmt\n` +
        `${file}:5: the bytes are "sub rsp,38h", not "sub rsp,39h"; if the bytes are right, run coff2 fmt\n`,
    });
  });
});
