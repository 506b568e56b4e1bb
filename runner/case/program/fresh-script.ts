import { contentItems } from '../link-script/content-items';
import type { ProgramState, SymbolDefinition } from './program-state';

/** Types and values of a program are names in node dumps, and decide nothing in an image. */
const ANY_TYPE = 'any';

/**
 * A link script of one update that describes a program as it is now: what a new process is told that
 * has to make the same program from nothing.
 * @returns its lines, without their ends; the last one asks for a snapshot
 */
export function freshScript(program: ProgramState): readonly string[] {
  const live = program.live();
  const { uavs } = program;
  const order = new Map(uavs.map((uav, index) => [uav, index]));
  const definedAt = ({ symbol }: SymbolDefinition): number =>
    symbol.kind === 'uav' ? (order.get(symbol.uav) ?? 0) : uavs.length;
  const ops = [
    // A constant is defined before anything refers to it.
    ...live
      .toSorted((a, b) => definedAt(a) - definedAt(b))
      .flatMap((one) => defining(program, one)),
    ...live.flatMap(updating),
    ...program.exports.map(({ name, exported }) => ({
      op: 'updateExports',
      exported,
      names: [name],
    })),
    { op: 'flush' },
    { op: 'snapshot' },
  ];
  return [{ linkScript: 1, options: program.options }, ...ops].map((line) => JSON.stringify(line));
}

function defining(program: ProgramState, { symbol, content }: SymbolDefinition): readonly object[] {
  switch (symbol.kind) {
    case 'nav':
      return [];
    case 'uav': {
      // References to it say themselves what they ask for besides.
      const align = program.definition(symbol)?.alignment;
      const names = { id: symbol.uav, type: ANY_TYPE, value: symbol.uav };
      return [{ op: 'defineUav', ...names, align, content: contentItems(content) }];
    }
    case 'lazy': {
      const { lazy: kind, type } = symbol;
      return [{ op: 'defineLazy', kind, type, content: contentItems(content) }];
    }
  }
}

function updating({ symbol, isCode, alignment, content }: SymbolDefinition): readonly object[] {
  if (symbol.kind !== 'nav') return [];
  const op = isCode ? 'updateFunc' : 'updateNav';
  const { nav } = symbol;
  return [{ op, nav, type: ANY_TYPE, align: alignment, content: contentItems(content) }];
}
