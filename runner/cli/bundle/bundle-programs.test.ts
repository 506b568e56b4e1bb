import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { packageRoot } from '../../system/package-root';
import { bundlePrograms, PROGRAMS } from './bundle-programs';

it('the package has every program that is bundled, and no other of dist/runner', () => {
  const { files, bin } = JSON.parse(
    fs.readFileSync(path.join(packageRoot(), 'package.json'), 'utf8'),
  ) as { readonly files: readonly string[]; readonly bin: Readonly<Record<string, string>> };
  const bundled = Object.keys(PROGRAMS).map((name) => `dist/runner/${name}.js`);
  const shipped = files.filter((file) => /^dist\/runner\/.*\.js$/.test(file));
  expect([...shipped].sort()).toEqual([...bundled].sort());
  expect(bundled).toEqual(expect.arrayContaining(Object.values(bin)));
});

describe('the bundled programs', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-bundle-'));
  const bundled = bundlePrograms(packageRoot(), folder);

  afterAll(() => {
    fs.rmSync(folder, { recursive: true });
  });

  it('are ASCII, which V8 keeps in half the memory', async () => {
    await bundled;
    const others = Object.keys(PROGRAMS).map((name) => {
      const program = fs.readFileSync(path.join(folder, 'runner', `${name}.js`));
      return [name, program.findIndex((byte) => byte > 0x7f)];
    });
    expect(others).toEqual(Object.keys(PROGRAMS).map((name) => [name, -1]));
  });

  it('have the programs of their threads beside them', async () => {
    await bundled;
    const threads = Object.keys(PROGRAMS).flatMap((name) => {
      const program = fs.readFileSync(path.join(folder, 'runner', `${name}.js`), 'utf8');
      return [...program.matchAll(/\.join\(__dirname, "([\w/-]+-thread)\.js"\)/g)].map(
        ([, one]) => one,
      );
    });
    expect([...new Set(threads)].sort()).toEqual(['judging-thread', 'reading-thread']);
    expect(Object.keys(PROGRAMS)).toEqual(expect.arrayContaining(threads));
  });

  it('import nothing where `main` keeps the code, for Node.js 20 does not let such code', async () => {
    const { outputs } = await bundled;
    const importing = Object.entries(outputs)
      .filter(([, { imports }]) => imports.some(({ kind }) => kind === 'dynamic-import'))
      .map(([file]) => path.basename(file));
    expect(importing).toEqual(['execa.js']);
  });
});
