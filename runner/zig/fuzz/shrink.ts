import type { Edit } from './edit';
import type { History, Step } from './history';

/** Whether a history fails in the same way as the one that is being shrunk. */
type Fails = (history: History) => Promise<boolean>;

/**
 * Shrinks a history that fails, while smaller ones fail too: to fewer updates, fewer edits, smaller
 * numbers and texts. The shrinking of a property test would need far more compilations. It does not
 * know that updates can be joined, and tries every number in between.
 * @param isOver whether to stop with what it has
 */
export async function shrunk(
  history: History,
  fails: Fails,
  isOver: () => boolean,
): Promise<History> {
  const tried = new Set<string>([JSON.stringify(history)]);
  let smallest = history;
  /** Makes a history the smallest so far if it fails. */
  const take = async (candidate: History): Promise<boolean> => {
    const key = JSON.stringify(candidate);
    if (isOver() || candidate.length === 0 || tried.has(key)) return false;
    tried.add(key);
    if (!(await fails(candidate))) return false;
    smallest = candidate;
    return true;
  };
  for (let before: History | null = null; before !== smallest && !isOver();) {
    before = smallest;
    await reduce(smallest, take);
    await merge(smallest, take);
    for (let i = 0; i < smallest.length; i += 1) {
      const step = smallest[i] as Step;
      const with_ = (changed: Step): History => smallest.with(i, changed);
      if (step.breakage !== null) await take(with_({ ...step, breakage: null }));
      const { edits } = smallest[i] as Step;
      await reduce(edits, (fewer) => take(with_({ ...(smallest[i] as Step), edits: fewer })));
      await simplify(i);
    }
  }
  return smallest;

  /** Simplifies the edits of an update, each as far as possible. */
  async function simplify(at: number): Promise<void> {
    for (let i = 0; i < (smallest[at] as Step).edits.length; i += 1) {
      for (let isSimpler = true; isSimpler;) {
        isSimpler = false;
        const step = smallest[at] as Step;
        for (const simpler of simplerThan(step.edits[i] as Edit)) {
          isSimpler = await take(
            smallest.with(at, { ...step, edits: step.edits.with(i, simpler) }),
          );
          if (isSimpler) break;
        }
      }
    }
  }
}

/** Leaves out parts of a list, large ones first. */
async function reduce<T>(
  list: readonly T[],
  take: (fewer: readonly T[]) => Promise<boolean>,
): Promise<void> {
  let rest = list;
  for (let size = Math.ceil(list.length / 2); size > 0; size = Math.floor(size / 2)) {
    // From the end, because later parts depend on earlier ones.
    for (let end = rest.length; end > 0; end -= size) {
      const fewer = rest.toSpliced(Math.max(0, end - size), Math.min(size, end));
      if (await take(fewer)) rest = fewer;
    }
  }
}

/** Joins two updates. */
async function merge(history: History, take: (fewer: History) => Promise<boolean>): Promise<void> {
  let rest = history;
  for (let i = rest.length - 1; i > 0; i -= 1) {
    const [first, second] = [rest[i - 1] as Step, rest[i] as Step];
    const both = { edits: [...first.edits, ...second.edits], breakage: second.breakage };
    const fewer = rest.toSpliced(i - 1, 2, both);
    if (await take(fewer)) rest = fewer;
  }
}

/** The same with one smaller number or text, or one element fewer; large steps first. */
function* simplerThan<T>(value: T, least = 0): Generator<T> {
  if (typeof value === 'number') {
    for (const smaller of new Set([least, Math.floor(value / 2), value - 1])) {
      if (smaller < value && smaller >= least) yield smaller as T;
    }
  } else if (typeof value === 'string') {
    // Words of the model, such as the kind of a statement, are not texts.
    return;
  } else if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    for (let i = list.length - 1; i >= 0; i -= 1) yield list.toSpliced(i, 1) as T;
    for (const [i, one] of list.entries()) {
      for (const simpler of simplerThan(one)) yield list.with(i, simpler) as T;
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [field, one] of Object.entries(value)) {
      if (field === 'text') {
        if (one !== '') yield { ...value, text: '' };
        continue;
      }
      // Nothing has a length of zero.
      for (const simpler of simplerThan(one as unknown, field === 'length' ? 1 : 0)) {
        yield { ...value, [field]: simpler };
      }
    }
  }
}
