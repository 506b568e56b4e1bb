import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { slowTest } from '../../reference/testing/slow-test';
import { goldenFolder } from '../golden/golden-files';
import { coff2 } from './testing/captured-io';
import { TWO_UPDATES } from '../case/testing/small-case';
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

describe('the goldens of a case of your own', () => {
  /** A case that has the name of one of the suite's. */
  const own = (): string => {
    fs.mkdirSync(folder.path('mine'));
    return folder.write('mine/hello.incr', TWO_UPDATES);
  };

  it('lie beside its file, and those of the suite’s case of that name stay as they are', async () => {
    const before = goldens('hello');
    const file = own();
    const { code, stdout } = await coff2(['goldens', file]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      `${path.relative('', folder.path('mine', 'hello.goldens'))}: 7 files\n`,
    );
    expect(fs.readdirSync(folder.path('mine', 'hello.goldens'))).toContain('digests.json');
    expect(goldens('hello')).toEqual(before);
    expect((await coff2(['run', '--wine', 'off', file])).code).toBe(0);
  });

  it('are what it is judged against, not those of the suite’s case of that name', async () => {
    const file = own();
    const { stdout } = await coff2(['run', '--wine', 'off', file]);
    expect(stdout).toContain(
      `there are no goldens; accept what the reference makes with: npx coff2 goldens ${path.relative('', file)}, `,
    );
  });

  slowTest('may lie in a folder that is given, for both', async () => {
    const file = own();
    const given = ['--goldens', folder.path('kept')];
    expect((await coff2(['goldens', ...given, file])).code).toBe(0);
    expect(fs.readdirSync(folder.path('kept', 'hello'))).toContain('digests.json');
    expect((await coff2(['run', '--wine', 'off', ...given, file])).code).toBe(0);
    expect(fs.existsSync(folder.path('mine', 'hello.goldens'))).toBe(false);
  });
});

describe('goldens that cannot be read', () => {
  slowTest('are told of, with 1, and those of other cases are accepted', async () => {
    const [one, two] = ['one', 'two'].map((name) => folder.write(`${name}.incr`, TWO_UPDATES));
    const image = folder.path('kept/one/01-first.exe');
    fs.mkdirSync(image, { recursive: true });
    const given = ['goldens', '--goldens', folder.path('kept'), one ?? '', two ?? ''];
    const { code, stderr } = await coff2(given);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `${image}: expected a file, got a folder; move it away\n`,
    });
    expect(fs.readdirSync(folder.path('kept/two'))).toContain('digests.json');
  });
});

describe('coff2 goldens', () => {
  it('changes nothing of cases whose goldens are as they should be', async () => {
    const before = goldens('hello', 'add_decl');
    const { code, stdout, stderr } = await coff2(['goldens', 'hello', 'add_decl']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe('goldens: nothing changed\n');
    expect(goldens('hello', 'add_decl')).toEqual(before);
  });

  it('ends with 1 where a case is refused, and says where', async () => {
    const bad = folder.write(
      'bad.incr',
      '#target=x86_64-windows-selfhosted\n#update=first\n#color=red\n',
    );
    const { code, stderr } = await coff2(['goldens', bad]);
    expect(code).toBe(1);
    expect(stderr).toContain(`${bad}:3: unknown directive #color; the directives are `);
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

  it('accepts nothing where one of the names is unknown, and names the nearest', async () => {
    const before = goldens('hello');
    const { code, stdout, stderr } = await coff2(['goldens', 'hello', 'hallo']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      'coff2: no case is named hallo, and there is no such file ' +
        '(did you mean hello?); coff2 list lists the cases\n',
    );
    expect(goldens('hello')).toEqual(before);
  });
});
