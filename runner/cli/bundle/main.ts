import * as fs from 'node:fs';
import * as path from 'node:path';
import { packageRoot } from '../../system/package-root';
import { bundlePrograms } from './bundle-programs';

/** `npm run build` bundles the programs in place of what was compiled. */
async function main(): Promise<void> {
  const dist = path.join(packageRoot(), 'dist');
  await bundlePrograms(packageRoot(), dist);
  fs.chmodSync(path.join(dist, 'runner', 'main.js'), 0o755);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
