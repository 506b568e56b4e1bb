import * as fs from 'node:fs';
import * as path from 'node:path';
import { packageRoot } from '../../system/package-root';
import { PROGRAMS } from './bundle-programs';

it('the package has every program that is bundled, and no other of dist/runner', () => {
  const { files, bin } = JSON.parse(
    fs.readFileSync(path.join(packageRoot(), 'package.json'), 'utf8'),
  ) as { readonly files: readonly string[]; readonly bin: Readonly<Record<string, string>> };
  const bundled = Object.keys(PROGRAMS).map((name) => `dist/runner/${name}.js`);
  const shipped = files.filter((file) => /^dist\/runner\/.*\.js$/.test(file));
  expect([...shipped].sort()).toEqual([...bundled].sort());
  expect(bundled).toEqual(expect.arrayContaining(Object.values(bin)));
});
