import { packageRoot } from '../../system/package-root';
import { isBuilt } from '../../testing/current-build';
import { bundleExplorer } from '../bundle/bundle-explorer';
import { bundleFolder } from '../write-explorer';

/**
 * The bundle of the page as the sources are now: that of the last build, if nothing has changed since.
 * @param folder where it is made otherwise
 * @returns its folder, which nobody may change
 */
export async function currentBundle(folder: string): Promise<string> {
  if (isBuilt(packageRoot())) return bundleFolder();
  await bundleExplorer(packageRoot(), folder);
  return folder;
}
