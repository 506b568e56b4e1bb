import * as fs from 'node:fs';
import * as path from 'node:path';
import {
  FUZZ_PACKAGES,
  missingPackages,
  missingText,
  PICTURE_PACKAGES,
  requirePackages,
} from './optional-package';
import { packageRoot } from './package-root';
import { UsageError } from './usage-error';

const MADE_UP = { purpose: 'Counting', packages: ['no-such-package-1', 'fast-check'] };

describe('packages that are not installed with the suite', () => {
  it('are all in package.json, as optional peers', () => {
    const text = fs.readFileSync(path.join(packageRoot(), 'package.json'), 'utf8');
    const { peerDependencies, peerDependenciesMeta } = JSON.parse(text) as {
      readonly peerDependencies: Readonly<Record<string, string>>;
      readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>;
    };
    const named = [...PICTURE_PACKAGES.packages, ...FUZZ_PACKAGES.packages].sort();
    expect(Object.keys(peerDependencies).sort()).toEqual(named);
    expect(peerDependenciesMeta).toEqual(
      Object.fromEntries(named.map((name) => [name, { optional: true }])),
    );
  });

  it('are there in the repository', () => {
    expect(missingPackages(PICTURE_PACKAGES)).toEqual([]);
    expect(missingPackages(FUZZ_PACKAGES)).toEqual([]);
  });

  it('are named where they are missing, with the command that installs them', () => {
    expect(missingPackages(MADE_UP)).toEqual(['no-such-package-1']);
    expect(missingText(MADE_UP)).toBe(
      'Counting needs a package that is not installed: npm install no-such-package-1',
    );
    expect(() => {
      requirePackages(MADE_UP);
    }).toThrow(UsageError);
  });
});
