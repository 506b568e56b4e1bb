import { hex } from '../text/numbers';
import type { CodeWalk } from './code-walk';
import type { Comparison } from './comparison';
import type { ImageSide } from './image-side';
import type { FoundDifference } from './ledger';
import type { Reference } from './reference';
import { thunkOf } from './address-meaning';
import { referencesTo } from './difference-path';

const CALL = 0xe8;
/** `jmp [slot]`. */
const JMP_MEMORY = Buffer.from('ff25', 'hex');
/** `push rbp; mov rbp,rsp`, as which Zig's own code generator begins functions. */
const PROLOGUE = 0xe5_89_48_55;
/** Bytes around a difference where an address may begin. */
const BEFORE = 3;
const BEHIND = 12;

/** What may have gone wrong: for the reader of a difference, who judges it. */
export class Hints {
  readonly #comparison: Comparison;
  readonly #code: CodeWalk;
  /** RVAs of the first image's thunks by import, found once. */
  #thunks: ReadonlyMap<string, number> | null = null;

  constructor(comparison: Comparison, code: CodeWalk) {
    this.#comparison = comparison;
    this.#code = code;
  }

  of({ kind, reference, a: x, b: y }: FoundDifference): string[] {
    if (kind !== 'code' && kind !== 'target' && kind !== 'import') return [];
    const steps = referencesTo(reference);
    const caller = steps.at(kind === 'code' ? -2 : -1);
    const hints = this.#unfilled(steps);
    if (caller !== undefined && caller.a >= 0) {
      hints.push(...this.#astray(caller.a, caller.b, x, y, kind === 'code'));
    }
    const [from, to] = kind === 'code' ? [x, y] : [caller?.a ?? -1, caller?.b ?? -1];
    if (from >= 0 && to >= 0) hints.push(...this.#stale(from, to));
    return hints;
  }

  /** Calls on the way that lead right after themselves in one image alone. */
  #unfilled(steps: readonly Reference[]): string[] {
    const { a, b } = this.#comparison;
    return steps.flatMap(({ how, a: x, b: y }) => {
      if (how !== 'call' || a.contents.u8(x) !== CALL || b.contents.u8(y) !== CALL) return [];
      const isZero = [a.contents.i32(x + 1) === 0, b.contents.i32(y + 1) === 0];
      if (isZero[0] === isZero[1]) return [];
      const [which, site] = isZero[0] === true ? (['first', x] as const) : (['second', y] as const);
      return [
        `the ${which} image's call at ${hex(site)} has a displacement of zero: was it never filled in?`,
      ];
    });
  }

  /** A call leads elsewhere than its partner does. */
  #astray(callerA: number, callerB: number, x: number, y: number, isCode: boolean): string[] {
    const { a, b } = this.#comparison;
    // Only if the first instruction of the callee differs, it is the call that leads astray.
    if (isCode && (x !== calleeOf(a, callerA) || y !== calleeOf(b, callerB))) return [];
    const hints: string[] = [];
    const slot = thunkOf(b.image, y);
    const own = slot === null ? undefined : this.#thunksOfFirst().get(slot);
    if (slot !== null && own !== undefined && own !== x) {
      hints.push(
        `the second image leads to the thunk of ${slot}, which is at ${hex(own)} in the first: ` +
          'did the thunk move, and the call not follow?',
      );
    }
    const partner = this.#code.pairs.partnerOf(x);
    if (partner !== 0 && partner !== y) {
      hints.push(`elsewhere, ${hex(x)} of the first image is ${hex(partner)} of the second`);
    }
    return hints;
  }

  /** Bytes of the first image that are an address where the second has none. */
  #stale(x: number, y: number): string[] {
    const { a, b } = this.#comparison;
    const hints: string[] = [];
    if (!a.image.is64) return hints;
    for (let k = -BEFORE; k < BEHIND; k += 1) {
      const at = x + k;
      if (a.contents.i32(at) === b.contents.i32(y + k) || this.#code.isField(at)) continue;
      if (a.contents.u8(at - 1) === CALL && b.contents.u8(y + k - 1) === CALL) continue;
      const to = at + 4 + a.contents.i32(at);
      const thunk = thunkOf(a.image, to);
      const isFunction =
        a.contents.isCode(to) && (a.starts.isHard(to) || a.contents.u32(to) === PROLOGUE);
      if (thunk === null && !isFunction) continue;
      const what = thunk === null ? `the function at ${hex(to)}` : `the thunk of ${thunk}`;
      hints.push(
        `the four bytes at ${hex(at)} of the first image are the distance to ${what}: ` +
          'a relocation of earlier contents?',
      );
    }
    return hints;
  }

  #thunksOfFirst(): ReadonlyMap<string, number> {
    this.#thunks ??= findThunks(this.#comparison.a);
    return this.#thunks;
  }
}

/** RVA of each import's first thunk. */
function findThunks({ contents, image }: ImageSide): Map<string, number> {
  const thunks = new Map<string, number>();
  const code = Buffer.from(contents.memory.buffer, 0, contents.codeSize);
  for (const { isCode, start, filledEnd, shift } of contents.sections) {
    if (!isCode) continue;
    let at = code.indexOf(JMP_MEMORY, start - shift);
    while (at >= 0 && at < filledEnd - shift) {
      const slot = thunkOf(image, at + shift);
      if (slot !== null && !thunks.has(slot)) thunks.set(slot, at + shift);
      at = code.indexOf(JMP_MEMORY, at + 1);
    }
  }
  return thunks;
}

/** RVA that a direct call leads to; -1 if there is none. */
function calleeOf({ contents }: ImageSide, site: number): number {
  return site >= 0 && contents.u8(site) === CALL ? site + 5 + contents.i32(site + 1) : -1;
}
