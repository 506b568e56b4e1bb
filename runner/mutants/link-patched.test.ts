import { InPlaceFile } from '../../reference';
import { linkCase } from '../case/case-replay';
import { caseFile, loadCase } from '../case/case-store';
import { sha256Of } from '../golden/digests';
import { TemporaryFolder } from '../testing/temporary-folder';
import { linkPatched } from './link-patched';

const folder = TemporaryFolder.forEachTest();
const { case: read, file } = loadCase(caseFile('hello') ?? '');

/** Digests of the images of each update, by host: these are compared much sooner. */
function images(linked: ReturnType<typeof linkCase>): readonly Readonly<Record<string, string>>[] {
  return linked.map((hosts) =>
    Object.fromEntries([...hosts].map(([host, { image }]) => [host, sha256Of(image)])),
  );
}

describe('a case whose images are patched in place', () => {
  it('gives the images that the linker has in memory', () => {
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
    const link = linkPatched(linkCase, Forgetful, folder.path('images'));
    const [first, second] = images(link(read, file));
    expect(first).toHaveProperty('windows');
    expect(second).toEqual(first);
  });
});
