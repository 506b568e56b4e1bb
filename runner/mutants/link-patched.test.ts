import { slowTest } from '../../reference/testing/slow-test';
import { InPlaceFile } from '../../reference';
import { linkCase } from '../case/case-replay';
import { caseFile, loadCase } from '../case/case-store';
import { TemporaryFolder } from '../testing/temporary-folder';
import { linkPatched } from './link-patched';

const folder = TemporaryFolder.forEachTest();
const { case: read, file } = loadCase(caseFile('hello') ?? '');

/** The images of each update, by host. */
function images(linked: ReturnType<typeof linkCase>): unknown {
  return linked.map((hosts) => [...hosts].map(([host, { image }]) => [host, image]));
}

describe('a case whose images are patched in place', () => {
  slowTest('gives the images that the linker has in memory', () => {
    const link = linkPatched(linkCase, InPlaceFile, folder.path('images'));
    expect(images(link(read, file))).toEqual(images(linkCase(read, file)));
  });

  it('gives what was written, where a patch leaves something out', () => {
    class Forgetful extends InPlaceFile {
      #isFirst = true;

      override patch(): ReturnType<InPlaceFile['patch']> {
        if (!this.#isFirst) return { ranges: 0, bytes: 0, unchanged: 0 };
        this.#isFirst = false;
        return super.patch();
      }
    }
    const [first, second] = linkPatched(linkCase, Forgetful, folder.path('images'))(read, file);
    expect(second?.get('windows')?.image).toEqual(first?.get('windows')?.image);
  });
});
