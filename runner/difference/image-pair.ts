import type { NodeTable } from '../image/node-dump/node-table';
import type { ComparedImage } from './compared-image';
import { NodeMap } from './node-map';
import { fittingDump, type FittingDump } from './fitting-dump';
import { Counterparts } from './counterparts';
import { exportedNames, type NamedExport } from './exported';
import { viewImage, type ImageView } from './image-view';
import { relocatedBy } from './relocated-field';
import { LastWords } from './last-words';
import { importsOf, type Imports } from './imported-dll';
import type { Difference } from './difference';
import { Remainder } from './remainder';

/** One of two images that are compared: all that could be read of it. */
export interface Side {
  readonly view: ImageView;
  readonly nodes: NodeMap;
  readonly imports: Imports;
  readonly exports: readonly NamedExport[];
  /** The addresses that the loader patches, their bytes by RVA; null for an image that has none. */
  readonly relocated: ReadonlyMap<number, number> | null;
  /** What is left to compare. */
  readonly rest: Remainder;
}

/** Two images, read. */
export interface ImagePair {
  readonly before: Side;
  readonly after: Side;
  /** The node after of each node before that still has its key. */
  readonly counterparts: Counterparts;
  /** Whether both have a node dump that fits. */
  readonly hasNodes: boolean;
  /** Whether anything that has a name lies elsewhere in memory after than before. */
  readonly hasMoved: boolean;
  /** Of a difference that keeps no words. */
  readonly lastWords: LastWords;
  /** What is wrong with the node dumps themselves. */
  readonly problems: readonly Difference[];
}

/** The node dumps of two images, read. */
export type DumpPair = readonly [before: FittingDump, after: FittingDump];

/**
 * Reads two images as far as they can be read.
 * @param dumps if they were read already
 */
export function readPair(before: ComparedImage, after: ComparedImage, dumps?: DumpPair): ImagePair {
  const viewBefore = viewImage(before.image);
  const viewAfter = viewImage(after.image, viewBefore);
  const view = {
    // What cannot be found in the first image is sought where the second has it.
    before: viewBefore.header === null ? viewImage(before.image, viewAfter) : viewBefore,
    after: viewAfter,
  };
  const [dumpBefore, dumpAfter] = dumps ?? [fittingDump(before), fittingDump(after)];
  const areTables = typeof dumpBefore === 'object' && typeof dumpAfter === 'object';
  const hasNodes = areTables && dumpBefore !== null && dumpAfter !== null;
  const [first, second] = [
    readSide(view.before, hasNodes ? dumpBefore : null),
    readSide(view.after, hasNodes ? dumpAfter : null),
  ];
  const counterparts = new Counterparts(first.nodes, second.nodes);
  return {
    before: first,
    after: second,
    counterparts,
    hasNodes,
    hasMoved: first.nodes.isMovedIn(second.nodes, counterparts),
    lastWords: new LastWords(),
    problems: unfitDumps(dumpBefore, dumpAfter),
  };
}

function readSide(view: ImageView, table: NodeTable | null): Side {
  const imports = importsOf(view.image);
  return {
    view,
    nodes: new NodeMap(view, table, imports.dlls),
    imports,
    exports: exportedNames(view.image),
    relocated: relocatedBy({ view }),
    rest: new Remainder(view.bytes),
  };
}

function unfitDumps(before: FittingDump, after: FittingDump): Difference[] {
  const reason = (dump: FittingDump): string | null => (typeof dump === 'string' ? dump : null);
  if (reason(before) === reason(after)) return [];
  return [
    {
      key: 'node_dump',
      message: `the node dump ${reason(after) === null ? 'before' : 'after'} is not its image's: ${
        reason(after) ?? reason(before) ?? ''
      }`,
      before: reason(before),
      after: reason(after),
      cause: 'images are compared without nodes',
    },
  ];
}
