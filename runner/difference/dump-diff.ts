import { createTwoFilesPatch } from 'diff';
import { dumpText, type Dump } from '../image/node-dump/dump-pieces';

/** A line of contents: indent, file offset, two spaces, bytes in hex. */
const CONTENTS = /^ +[0-9a-f]{8} {2}[0-9a-f]{2} /;
/** More lines than this differ in nothing that a diff could show. */
const MAX_EDITS = 20_000;

/** What a unified diff of node dumps shows. */
export interface DumpDiffOptions {
  /** Whether to show bytes, too, not only the lines of nodes; default: no. */
  readonly contents?: boolean;
  /** What to call the dumps. */
  readonly names?: readonly [before: string, after: string];
}

/** Two node dumps as a unified diff; '' if they are the same, or one is not there. */
export function diffDumps(
  before: Dump | null,
  after: Dump | null,
  { contents = false, names = ['before', 'after'] }: DumpDiffOptions = {},
): string {
  if (before === null || after === null) return '';
  const [old, now] = [before, after].map((dump) => {
    const text = dumpText(dump);
    return contents ? text : nodeLines(text);
  });
  if (old === undefined || now === undefined || old === now) return '';
  const patch = createTwoFilesPatch(...names, old, now, undefined, undefined, {
    context: 2,
    maxEditLength: MAX_EDITS,
  });
  if (patch === undefined) return 'the node dumps have too little in common for a diff\n';
  // The line of equals signs is no part of a unified diff.
  return patch.replace(/^=+\n/, '');
}

function nodeLines(dump: string): string {
  return dump
    .split('\n')
    .filter((line) => !CONTENTS.test(line))
    .join('\n');
}
