import { fc, runs } from '../../reference/testing/properties';
import { slowTest } from '../../reference/testing/slow-test';
import { HOST_NAMES } from '../../reference';
import { Snapshots } from './snapshots';
import { exploredCase, exploredScript } from './testing/explored';
import { stateAt } from './step-state';
import type { Step } from './step';

const func = (nav: string, size: number, callees: readonly string[] = []): object => ({
  op: 'updateFunc',
  nav,
  type: 'fn () void',
  content: [
    { splat: [0x90, size] },
    ...callees.flatMap((nav) => ['e800000000', { reloc: { nav }, type: 'REL32' }]),
  ],
});

/** A script of many functions, each of which calls the one before it. */
const manyFunctions = (count: number): readonly object[] => [
  ...Array.from({ length: count }, (_, index) =>
    func(`main.f${index}`, 16, index === 0 ? [] : [`main.f${index - 1}`]),
  ),
  { op: 'flush' },
  { op: 'snapshot', name: 'end' },
];

describe('snapshots of a linker at work', () => {
  it('lead to the same image and dump as the start of the script', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          'hello',
          'imports_grow',
          'export_aliases',
          'lazy_symbols',
          'entry_point_moves',
        ),
        fc.constantFrom(...HOST_NAMES),
        fc.integer({ min: 1, max: 40 }),
        // To link a script step by step takes longer than to lead to some of its steps.
        fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
        (name, host, distance, numbers) => {
          const { source, steps, snapshots } = exploredCase(name, host, new Snapshots(distance));
          for (const number of numbers) {
            const step = steps[number % steps.length] as Step;
            const near = stateAt(source, host, step, snapshots.before(step));
            const far = stateAt(source, host, step, null);
            expect(near.dump()).toBe(far.dump());
            expect(Buffer.compare(near.image, far.image)).toBe(0);
          }
        },
      ),
      { numRuns: runs(25) },
    );
  });

  it('are near every step of a script that is one long flush', () => {
    const { steps, snapshots } = exploredScript(manyFunctions(300));
    expect(steps.length).toBeGreaterThan(600);
    const distances = steps.map((step) => step.index - (snapshots.before(step)?.step.index ?? 0));
    expect(Math.max(...distances)).toBeLessThanOrEqual(256);
  });

  slowTest('are fewer where they would take too much memory', () => {
    const link = (budget?: number): Snapshots =>
      exploredScript(manyFunctions(300), 'linux-tmpfs', new Snapshots(8, budget)).snapshots;
    const all = link();
    const budget = all.bytes / 4;
    const few = link(budget);
    expect(few.bytes).toBeLessThanOrEqual(budget);
    expect(few.count).toBeGreaterThan(0);
    expect(few.count).toBeLessThan(all.count);
  });

  it('are not taken of what a refused op did before it was refused', () => {
    const far = { reloc: { nav: 'main.f0' }, type: 'REL32', addend: 0x1_0000_0000 };
    const bad = { ...func('main.bad', 4), content: ['e800000000', { ...far, offset: 1 }] };
    const ops = [...manyFunctions(20).slice(0, -2), bad, { op: 'flush' }];
    const { steps, snapshots, refusal } = exploredScript(ops, 'linux-tmpfs', new Snapshots(1));
    expect(refusal?.op).toBe(21);
    const last = steps.at(-1) as Step;
    expect(snapshots.before({ ...last, index: Infinity })?.step).toBe(last);
  });
});
