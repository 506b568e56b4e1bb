import { hex } from '../text/numbers';

/** A line of contents in a node dump: indent, file offset, two spaces, bytes in hex. */
const CONTENTS = /^ +([0-9a-f]{8}) {2}/;

const NODE_INDEX = / index=\d+ offset=0x/;

const NODE_SIZE = / index=\d+ offset=0x[0-9a-f]+ size=0x([0-9a-f]+) /;

/**
 * Where a node dump first differs from the one expected: the node, and the line of each.
 * @returns null if they are the same
 */
export function firstDifferentNode(expected: string, actual: string): string | null {
  if (expected === actual) return null;
  const wanted = expected.split('\n');
  const got = actual.split('\n');
  let line = 0;
  while (wanted[line] === got[line]) line += 1;
  const node = enclosingNode(got, line) ?? enclosingNode(wanted, line) ?? 'the root';
  return (
    `node dump, line ${line + 1}, in ${node}:\n` +
    `  expected: ${wanted[line] ?? '(nothing more)'}\n` +
    `  got:      ${got[line] ?? '(nothing more)'}`
  );
}

/**
 * Where an image first differs from the one expected, and in which node of its dump that lies.
 * @returns null if they are the same
 */
export function firstDifferentByte(
  expected: Uint8Array,
  actual: Uint8Array,
  dump: string,
): string | null {
  const end = Math.min(expected.length, actual.length);
  let at = 0;
  while (at < end && expected[at] === actual[at]) at += 1;
  if (at === expected.length && at === actual.length) return null;
  const show = (bytes: Uint8Array): string =>
    at < bytes.length ? Buffer.from(bytes.subarray(at, at + 8)).toString('hex') : '(the end)';
  return (
    `image, byte ${hex(at)}, in ${nodeAt(dump, at) ?? 'no node'}:\n` +
    `  expected: ${show(expected)}\n` +
    `  got:      ${show(actual)}`
  );
}

/** The node that a line of a dump is or belongs to. */
function enclosingNode(lines: readonly string[], line: number): string | null {
  for (let i = Math.min(line, lines.length - 1); i >= 0; i -= 1) {
    const text = lines[i] ?? '';
    const index = text.search(NODE_INDEX);
    if (index >= 0) return text.slice(0, index).trim();
  }
  return null;
}

/** The leaf whose bytes cover a file offset. */
function nodeAt(dump: string, offset: number): string | null {
  const lines = dump.split('\n');
  for (let i = 0; i + 1 < lines.length; i += 1) {
    const size = NODE_SIZE.exec(lines[i] ?? '')?.[1];
    const address = CONTENTS.exec(lines[i + 1] ?? '')?.[1];
    if (size === undefined || address === undefined) continue;
    const start = Number.parseInt(address, 16);
    if (start <= offset && offset < start + Number.parseInt(size, 16))
      return enclosingNode(lines, i);
  }
  return null;
}
