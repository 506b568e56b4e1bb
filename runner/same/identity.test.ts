import * as fs from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { mostlySlowTest } from '../../reference/testing/slow-test';
import { goldenFolder } from '../golden/golden-files';
import { packageRoot } from '../system/package-root';
import { compareImages } from './compare-images';

const ORACLE = path.join(packageRoot(), 'oracle', 'full');
const FIXTURES = path.join(packageRoot(), 'runner', 'image', 'check', 'fixtures');

/** Images below a folder, by path. */
function imagesIn(folder: string, ending: RegExp): readonly string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => path.join(folder, name))
    .sort();
}

const FOLDERS: readonly (readonly [string, readonly string[], (file: Buffer) => Uint8Array])[] = [
  ['other linkers', imagesIn(FIXTURES, /\.(exe|dll)$/), (file) => file],
  ['the goldens', imagesIn(goldenFolder(), /\.(exe|dll)$/), (file) => file],
  ['what the real linker made', imagesIn(ORACLE, /\.img\.gz$/), gunzipSync],
];

describe('an image and itself', () => {
  mostlySlowTest.each(FOLDERS)('are never different: %s', (_what, files, unpack) => {
    expect(files).not.toEqual([]);
    const verdicts = files.map((file) => {
      const image = new Uint8Array(unpack(fs.readFileSync(file)));
      const { verdict, reason } = compareImages(image, image);
      // What has nothing to start from was not compared with itself either.
      const hasNoRoot = reason?.startsWith('there is nothing to start from') === true;
      return [path.basename(file), hasNoRoot ? 'same' : verdict] as const;
    });
    expect(verdicts.filter(([, verdict]) => verdict !== 'same')).toEqual([]);
  });
});
