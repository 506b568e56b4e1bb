import type { Edit } from './edit';
import type { History, Step } from './history';

/** Whether a history fails as the one did that is to be made smaller. */
type Fails = (history: History) => Promise<boolean>;

/**
 * Makes a history that fails smaller: fewer updates, fewer edits, smaller numbers and texts, as long as
 * one that is smaller fails as well. A property test's own shrinking takes far more compilations: it
 * knows nothing of updates that can be made at once, and tries every number in between.
 * @param isOver whether it is to end with what it has
 */
export async function shrunk(
  history: History,
  fails: Fails,
  isOver: () => boolean,
): Promise<History> {
  const tried = new Set<string>([JSON.stringify(history)]);
  let smallest = history;
  /** Takes a history for the smallest if it fails. */
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

  /** Makes the edits of an update simpler, each as far as it goes. */
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
    // From the end: what comes later stands on what comes first.
    for (let end = rest.length; end > 0; end -= size) {
      const fewer = rest.toSpliced(Math.max(0, end - size), Math.min(size, end));
      if (await take(fewer)) rest = fewer;
    }
  }
}

/** Makes of two updates one. */
async function merge(history: History, take: (fewer: History) => Promise<boolean>): Promise<void> {
  let rest = history;
  for (let i = rest.length - 1; i > 0; i -= 1) {
    const [first, second] = [rest[i - 1] as Step, rest[i] as Step];
    const both = { edits: [...first.edits, ...second.edits], breakage: second.breakage };
    const fewer = rest.toSpliced(i - 1, 2, both);
    if (await take(fewer)) rest = fewer;
  }
}

/** The same with one number or text smaller, or one element fewer; the most different ones first. */
function* simplerThan<T>(value: T, least = 0): Generator<T> {
  if (typeof value === 'number') {
    for (const smaller of new Set([least, Math.floor(value / 2), value - 1])) {
      if (smaller < value && smaller >= least) yield smaller as T;
    }
  } else if (typeof value === 'string') {
    // Words of a model, such as a statement's kind, are no text.
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
