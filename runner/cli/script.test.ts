import * as fs from 'node:fs';
import { mostlySlowTest } from '../../reference/testing/slow-test';
import { caseNames } from '../case/case-store';
import { coff2 } from './testing/captured-io';
import { TemporaryFolder } from '../testing/temporary-folder';

const folder = TemporaryFolder.forEachTest();

describe('coff2 script', () => {
  it('prints a case of this suite as a link script', async () => {
    const { code, stdout, stderr } = await coff2(['script', 'hello']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines.pop()).toBe('');
    const ops = lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    expect(ops[0]).toEqual({ linkScript: 1, options: {} });
    expect(ops.filter(({ op }) => op === 'snapshot')).toEqual([
      { op: 'snapshot', name: 'initial version' },
      { op: 'snapshot', name: 'change the string' },
    ]);
    expect(ops[1]).toEqual({
      op: 'defineUav',
      id: 'good_morning',
      type: '*const [13:0]u8',
      value: '"good morning\\n"',
      align: 1,
      content: [Buffer.from('good morning\n').toString('hex'), '00'],
    });
  });

  mostlySlowTest.each(caseNames())('prints what coff2 replay takes: %s', async (name) => {
    const { stdout } = await coff2(['script', name]);
    const file = folder.write('s.jsonl', stdout);
    expect(await coff2(['replay', file])).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('prints a case file that is named by its path', async () => {
    const file = folder.write(
      'x.incr',
      '#target=x86_64-windows-selfhosted\n#update=one\n#link\nflush\n#update=two\n',
    );
    expect(await coff2(['script', file])).toEqual({
      code: 0,
      stdout:
        '{"linkScript":1,"options":{}}\n' +
        '{"op":"flush"}\n' +
        '{"op":"snapshot","name":"one"}\n' +
        '{"op":"snapshot","name":"two"}\n',
      stderr: '',
    });
  });

  it('exits with 1 for a case that is refused, with all that is wrong', async () => {
    fs.mkdirSync(folder.path('lib'));
    const block = folder.write('lib/shared.link', 'fn f: T\n  c3  nop\n');
    const text =
      '#target=x86_64-windows-selfhosted\n#update=one\n#link\ninclude shared\nexport a = uav u\nfrob\n';
    const file = folder.write('x.incr', text);
    const { code, stdout, stderr } = await coff2(['script', file]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(
      `${block}:2: the bytes are "ret", not "nop"; if the bytes are right, run coff2 fmt\n`,
    );
    expect(stderr).toContain(`${file}:6: expected one of uav, `);
  });

  it('exits with 2 for a case without a #link block', async () => {
    const file = folder.write('x.incr', '#target=x86_64-windows-selfhosted\n#update=one\n');
    expect(await coff2(['script', file])).toEqual({
      code: 2,
      stdout: '',
      stderr: `coff2: ${file} has no #link block: only a compiler can be judged by it\n`,
    });
  });

  it.each([
    [
      'a case that is not there',
      ['nope'],
      /no case is named nope, and there is no such file; coff2 list lists the cases/,
    ],
    ['a file that is not there', ['no/x.incr'], /no case is named no\/x\.incr, /],
    ['a folder', ['.'], /\.: expected a case file, got a folder; name a case file in it/],
    ['no case', [], /missing required argument/],
    ['two cases', ['hello', 'add_decl'], /too many arguments/],
  ])('exits with 2 for %s', async (_what, args, reason) => {
    const { code, stdout, stderr } = await coff2(['script', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(reason);
  });
});
