import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { caseNames } from '../case/case-store';
import { goldenFolder } from '../golden/golden-files';
import { coff2 } from './testing/captured-io';
import { TemporaryFolder } from '../testing/temporary-folder';

const folder = TemporaryFolder.forEachTest();

/** Every golden, with its time and its content. */
function goldens(...names: readonly string[]): readonly string[] {
  return names.flatMap((name) =>
    fs.readdirSync(path.join(goldenFolder(), name)).map((file) => {
      const golden = path.join(goldenFolder(), name, file);
      const digest = createHash('sha256').update(fs.readFileSync(golden)).digest('hex');
      return `${name}/${file} ${fs.statSync(golden).mtimeMs} ${digest}`;
    }),
  );
}

describe('coff2 goldens', () => {
  it('changes nothing of cases whose goldens are as they should be', async () => {
    const before = goldens('hello', 'add_decl');
    const { code, stdout, stderr } = await coff2(['goldens', 'hello', 'add_decl']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe('goldens: all are as they were\n');
    expect(goldens('hello', 'add_decl')).toEqual(before);
  });

  it('ends with 1 where a case is refused, and says where', async () => {
    const bad = folder.write(
      'bad.incr',
      '#target=x86_64-windows-selfhosted\n#update=first\n#color=red\n',
    );
    const { code, stderr } = await coff2(['goldens', bad]);
    expect(code).toBe(1);
    expect(stderr).toBe(`${bad}:3: unknown directive #color\n`);
    expect(fs.existsSync(path.join(goldenFolder(), 'bad'))).toBe(false);
  });

  it('makes nothing of a case that says nothing to a linker', async () => {
    const file = folder.write(
      'nothing_to_link.incr',
      '#target=x86_64-windows-selfhosted\n#update=first\n',
    );
    expect(await coff2(['goldens', file])).toMatchObject({ code: 0, stderr: '' });
    expect(fs.existsSync(path.join(goldenFolder(), 'nothing_to_link'))).toBe(false);
  });

  it('accepts nothing where one of the names is unknown, and lists those there are', async () => {
    const before = goldens('hello');
    const { code, stdout, stderr } = await coff2(['goldens', 'hello', 'hallo']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      'coff2: no case is named hallo, and there is no such file; ' +
        `the cases are ${caseNames().join(', ')}\n`,
    );
    expect(goldens('hello')).toEqual(before);
  });
});
