import * as path from 'node:path';
import { linkCase } from '../../../case/case-replay';
import { parseCase } from '../../../case/parser';
import { packageRoot } from '../../../system/package-root';
import { smallAdapter } from '../../protocol/testing/small-adapter';
import type { TemporaryFolder } from '../../../testing/temporary-folder';
import { TWO_UPDATES } from '../../../case/testing/small-case';

/** What makes the small adapter good. */
const GOOD = path.join(packageRoot(), 'runner/linker/adapter-test/testing/good-adapter.cjs');

const START =
  `const answer = {}; ` +
  `require(${JSON.stringify(GOOD)})({ HELLO, on, say }, path.join(__dirname, 'image.exe'), answer);\n`;

function image(): Uint8Array {
  const parsed = parseCase(TWO_UPDATES, 'small.incr');
  const [first] = linkCase(parsed, 'small.incr', ['linux-tmpfs']);
  return first?.get('linux-tmpfs')?.image ?? new Uint8Array();
}

const IMAGE = image();

/**
 * Writes an adapter that passes all checks, but for what it is told to do besides.
 * @param behaviour statements that change `on`, or `answer`, which goes into each answer to `snapshot`
 * @returns the program and its arguments
 */
export function goodAdapter(folder: TemporaryFolder, behaviour = ''): readonly string[] {
  folder.write('image.exe', IMAGE);
  return smallAdapter(folder, START + behaviour);
}
