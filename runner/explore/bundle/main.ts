import * as path from 'node:path';
import { packageRoot } from '../../system/package-root';
import { bundleExplorer } from './bundle-explorer';

/** `npm run build` bundles the explorer beside the compiled program. */
bundleExplorer(
  packageRoot(),
  path.join(packageRoot(), 'dist', 'runner', 'explore', 'bundle'),
).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
