import { entryPointName } from '../case/program/entry-point';
import { exportedSymbol, targetsOf, type ProgramState } from '../case/program/program-state';
import { snapshotPrograms } from '../case/program/snapshot-programs';
import { ScriptError } from '../case/link-script/script-error';
import { scriptLines, type FuzzScript } from './script/fuzz-script';
import { LazyStates } from './make/lazy-states';
import type { ModelLazy } from './make/program-model';
import { ERROR_DATA } from './make/target-maker';

/**
 * Whether a script has one meaning at each of its snapshots, so that a linker can be blamed: it can be read,
 * everything that it refers to is defined, an Exe has an entry point, and it is certain which content each
 * lazy symbol has.
 */
export function isMeaningful(script: FuzzScript): boolean {
  if (!areLaziesCertain(script) || !areFlushesLast(script)) return false;
  try {
    for (const program of snapshotPrograms(scriptLines(script), 'script')) {
      if (!isWhole(program)) return false;
    }
    return true;
  } catch (error) {
    if (error instanceof ScriptError) return false;
    throw error;
  }
}

function isWhole(program: ProgramState): boolean {
  const { options } = program;
  if (options.outputMode === 'Exe' && !isExported(program, entryPointName(options))) return false;
  for (const { content } of program.live()) {
    for (const target of targetsOf(content)) {
      const isThere =
        target.kind === 'global'
          ? target.libName !== null || isExported(program, target.name)
          : program.definition(target) !== null;
      if (!isThere) return false;
    }
  }
  return true;
}

/** Whether no snapshot shows an update that was flushed in its middle, and not at its end. */
function areFlushesLast({ ops }: FuzzScript): boolean {
  let isFlushed = false;
  let isOpen = false;
  for (const { op } of ops) {
    if (op === 'flush') [isFlushed, isOpen] = [true, false];
    else if (op !== 'snapshot') isOpen = true;
    else if (isFlushed && isOpen) return false;
    else isFlushed = false;
    if (op === 'snapshot') isOpen = false;
  }
  return true;
}

/** Whether something that is defined is exported under a name. */
function isExported(program: ProgramState, name: string): boolean {
  const named = program.exportNamed(name);
  return named !== null && program.definition(exportedSymbol(named.exported)) !== null;
}

function areLaziesCertain({ ops }: FuzzScript): boolean {
  const lazies: ModelLazy[] = [];
  const states = new LazyStates(lazies);
  return ops.every((op, index) => {
    if (op.op === 'defineLazy') {
      const { kind, type } = op as unknown as Pick<ModelLazy, 'kind' | 'type'>;
      const known = lazies.find((lazy) => lazy.kind === kind && lazy.type === type);
      if (known === undefined) lazies.push({ kind, type, size: 0, state: 'new' });
      else if (type === ERROR_DATA) {
        if (ops[index + 1]?.op !== 'updateErrorData') return false;
      } else if (known.state !== 'emitted' || !isAtRest(ops, index)) return false;
    }
    states.take(op);
    return true;
  });
}

/** Whether nothing was updated between the last flush and an op; definitions alone ask for nothing. */
function isAtRest(ops: FuzzScript['ops'], index: number): boolean {
  const before = ops.slice(0, index).findLast(({ op }) => !op.startsWith('define'));
  return before?.op === 'flush';
}
