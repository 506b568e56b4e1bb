import { HOST_PROFILES, type Coff2, type HostName } from '../../../reference';
import type { Op } from '../link-script/op';
import type { ProgramState, SymbolDefinition } from '../program/program-state';
import { Definitions } from './definitions';
import { Replay } from './replay';

/** Types and values of a program are names in node dumps, and decide nothing in an image. */
const ANY_TYPE = 'any';

/**
 * Links a program as it is now from nothing, with the reference linker: what an incremental image of
 * the same program must be the same as, wherever things lie.
 * @returns the linker, with the image and the symbol map
 * @throws LineError if the linker refuses the program
 */
export function freshLink(program: ProgramState, host: HostName = 'linux-tmpfs'): Coff2 {
  const definitions = new Definitions();
  const replay = new Replay(program.options, HOST_PROFILES[host], definitions);
  const live = program.live();
  for (const definition of live) define(definitions, definition);
  for (const definition of live) {
    const op = updateOf(definition);
    if (op !== null) replay.apply(op);
  }
  for (const { name, exported } of program.exports) {
    replay.apply({ op: 'updateExports', exported, names: [name] });
  }
  replay.apply({ op: 'flush' });
  return replay.linker;
}

function define(definitions: Definitions, { symbol, alignment, content }: SymbolDefinition): void {
  switch (symbol.kind) {
    case 'nav':
      return;
    case 'uav': {
      const names = { id: symbol.uav, type: ANY_TYPE, value: symbol.uav };
      definitions.defineUav({ op: 'defineUav', ...names, align: alignment, content });
      return;
    }
    case 'lazy':
      definitions.defineLazy({ op: 'defineLazy', kind: symbol.lazy, type: symbol.type, content });
  }
}

function updateOf({ symbol, isCode, alignment, content }: SymbolDefinition): Op | null {
  if (symbol.kind !== 'nav') return null;
  const common = { nav: symbol.nav, type: ANY_TYPE, align: alignment, content };
  return isCode ? { op: 'updateFunc', ...common } : { op: 'updateNav', ...common };
}
