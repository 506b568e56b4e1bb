import * as os from 'node:os';
import * as path from 'node:path';

/** Where the suite keeps what it can make anew, for this user (XDG Base Directory Specification). */
export function cacheFolder(): string {
  const given = process.env.XDG_CACHE_HOME;
  const caches =
    given !== undefined && path.isAbsolute(given) ? given : path.join(os.homedir(), '.cache');
  return path.join(caches, 'coff2-conformance');
}
