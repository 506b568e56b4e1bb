import { linkCase } from '../../../case/case-replay';
import { parseCase } from '../../../case/parser';
import { smallAdapter } from '../../protocol/testing/small-adapter';
import type { TemporaryFolder } from '../../../testing/temporary-folder';
import { TWO_UPDATES } from '../../../case/testing/small-case';

/** Keeps the protocol: whatever it is told to link, it gives the same image. */
const GOOD = `
HELLO.capabilities.levels = ['valid', 'runs'];
let isLinked = true;
on.header = ({ options }) => {
  isLinked = (options.machine ?? 'AMD64') === 'AMD64';
  if (!isLinked) say({ unsupported: 'machine ' + options.machine });
};
on.op = ({ op }) => {
  if (!/^(define|updateFunc$|updateNav$|updateExports$|flush$)/.test(op)) {
    isLinked = false;
    say({ unsupported: 'op ' + op });
  }
};
let answer = {};
on.snapshot = () => {
  if (!isLinked) return;
  fs.copyFileSync(path.join(__dirname, 'image.exe'), 'image.exe');
  say({ snapshot: { image: 'image.exe', ...answer } });
};
on.end = () => process.exit(0);
`;

function image(): Uint8Array {
  const parsed = parseCase(TWO_UPDATES, 'small.incr');
  const [first] = linkCase(parsed, 'small.incr', ['linux-tmpfs']);
  return first?.get('linux-tmpfs')?.image ?? new Uint8Array();
}

const IMAGE = image();

/**
 * Writes an adapter that passes all checks, but for what it is told to do besides.
 * @returns the program and its arguments
 */
export function goodAdapter(folder: TemporaryFolder, behaviour = ''): readonly string[] {
  folder.write('image.exe', IMAGE);
  return smallAdapter(folder, GOOD + behaviour);
}
