import * as fs from 'node:fs';
import * as path from 'node:path';
import { goldenFolder } from '../../golden/golden-files';
import { packageRoot } from '../../system/package-root';
import type { TemporaryFolder } from '../../testing/temporary-folder';
import type { Zig } from '../zig';

/** The compiler that is changed. It is plain JavaScript, for Node.js runs it without a compiler. */
const FAKE = path.join(packageRoot(), 'runner/zig/testing/fake-zig.cjs');

/** An image that is valid; what the sources say is put after it. */
const IMAGE = `${goldenFolder()}/hello/01-initial-version.exe`;

/** What the fake compiler's main.zig says that the image prints: the text after this word. */
const PRINTS = 'prints ';

/**
 * A compiler that speaks as Zig's server does. Of main.zig it understands lines: "prints TEXT" is what
 * the image prints, "error TEXT" an error at that line, "note TEXT" one of the error before, "log TEXT"
 * is logged, "dll NAME" leaves a DLL beside the image.
 * @param changes statements that change it: `on.update(n)` answers the n-th update; `say(tag, body)`,
 *   `bundle(errors, log)`, `compile()`, `args` and `sources` are there
 */
export function fakeZig(folder: TemporaryFolder, changes = '', version = '0.16.0'): Zig {
  const start =
    `const { fs, path, args, cache, digest, say, bundle, sources, compile, on } = ` +
    `require(${JSON.stringify(FAKE)})(${JSON.stringify(version)}, ${JSON.stringify(IMAGE)});`;
  const file = folder.write('zig.cjs', `${start}\n${changes}\n`);
  return { command: [process.execPath, file], version, library: null };
}

/** What an image of the fake compiler prints. */
export function printedBy(image: Uint8Array): string {
  const text = Buffer.from(image).subarray(fs.statSync(IMAGE).size).toString('utf8');
  return text.replace(PRINTS, '');
}
