import type { Machine } from '../../../../reference';
import type { Op } from '../../link-script/op';
import { LinkScriptParser } from '../../link-script/parser';
import { NO_LIBRARY, parseListing, type Library, type ListedOp } from '../listing';

/** What a listing comes to. */
export interface ReadListing {
  readonly listed: readonly ListedOp[];
  /** The ops as a link script has them. */
  readonly ops: readonly Readonly<Record<string, unknown>>[];
  /** What is wrong: "x.incr:1: reason". */
  readonly problems: readonly string[];
}

export interface ReadOptions {
  readonly machine?: Machine;
  readonly library?: Library;
  /** Number of the listing's first line in its file. */
  readonly firstLine?: number;
}

/** Reads a listing that stands in x.incr. */
export function readListing(
  text: string,
  { machine = 'AMD64', library = NO_LIBRARY, firstLine = 1 }: ReadOptions = {},
): ReadListing {
  const problems: string[] = [];
  const listed = parseListing(text.split('\n'), 'x.incr', firstLine, {
    machine,
    library,
    problem: ({ file, line }, reason) => problems.push(`${file}:${line}: ${reason}`),
  });
  return { listed, ops: listed.map(({ op }) => op), problems };
}

/** A constant that is there before the ops of {@link acceptedOps}, so that these can refer to it. */
const GREETING = {
  op: 'defineUav',
  id: 'greeting',
  type: '*const [2:0]u8',
  value: '"hi"',
  align: 1,
  content: ['686900'],
};

/**
 * Reads ops as any link script.
 * @throws ScriptError if the link script would be refused
 */
export function acceptedOps(
  ops: readonly object[],
  machine: Machine = 'AMD64',
): readonly (Op | null)[] {
  const parser = new LinkScriptParser('x.jsonl');
  const lines = [{ linkScript: 1, options: { machine } }, GREETING, ...ops];
  return lines.map((line) => parser.line(Buffer.from(JSON.stringify(line)))).slice(2);
}

/** Blocks to include, by name. */
export function libraryOf(blocks: Readonly<Record<string, string>>): Library {
  return {
    read: (name) => {
      const text = blocks[name];
      return text === undefined ? null : { text, file: `lib/${name}.link` };
    },
    names: () => Object.keys(blocks),
  };
}
