import fc from 'fast-check';
import type { Edit } from './edit';
import type { FunctionUse, Operator, ZigStatement, Table } from './program';
import type { Breakage } from './zig-source';

/** One update: its edits, and how the program is broken until the next update. */
export interface Step {
  readonly edits: readonly Edit[];
  readonly breakage: Breakage | null;
}

/** The updates of a program, from an empty one on. */
export type History = readonly Step[];

const number = fc.nat(1000);
const which = fc.nat(11);
const text = fc.stringMatching(/^[a-z ]{0,40}$/);

const statement: fc.Arbitrary<ZigStatement> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('arithmetic' as const),
      operator: fc.constantFrom<Operator>('+%=', '*%=', '^='),
      value: number,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('text' as const), text }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('call' as const), target: which }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('import' as const), which, value: fc.nat(99) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('global' as const), which, index: which }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('table' as const), which }) },
);

/** Mostly a few elements, and sometimes more than a page of them. */
const length = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 8 }) },
  { weight: 1, arbitrary: fc.integer({ min: 100, max: 3000 }) },
);

const global = fc.record({ length, value: number, isWide: fc.boolean() });

const table: fc.Arbitrary<Omit<Table, 'name'>> = fc.record({
  kind: fc.constantFrom('functions', 'texts', 'globals'),
  first: which,
  length: fc.integer({ min: 1, max: 6 }),
});

/** Mostly a few statements, and sometimes enough to outgrow any spare room. */
const amount = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 30 }) },
  { weight: 1, arbitrary: fc.integer({ min: 100, max: 400 }) },
);

function edit<K extends Edit['kind']>(
  weight: number,
  kind: K,
  fields: {
    [F in Exclude<keyof Extract<Edit, { kind: K }>, 'kind'>]: fc.Arbitrary<
      Extract<Edit, { kind: K }>[F]
    >;
  },
): { readonly weight: number; readonly arbitrary: fc.Arbitrary<Edit> } {
  const arbitrary = fc.record({
    kind: fc.constant(kind),
    ...fields,
  }) as unknown as fc.Arbitrary<Edit>;
  return { weight, arbitrary };
}

/** Code that no run executes is seen by the level `same` alone. */
const use: fc.Arbitrary<FunctionUse> = fc.oneof(
  { weight: 6, arbitrary: fc.constant('printed') },
  { weight: 2, arbitrary: fc.constant('called') },
  { weight: 2, arbitrary: fc.constant('exported') },
);

const edits = fc.oneof(
  edit(4, 'add-function', {
    at: which,
    use,
    body: fc.array(statement, { maxLength: 6, size: 'max' }),
  }),
  edit(1, 'remove-function', { which }),
  edit(1, 'rename-function', { which }),
  edit(1, 'retype-function', { which }),
  edit(1, 'export', { which }),
  edit(1, 'stop-exporting', { which }),
  edit(3, 'grow', { which, by: amount }),
  edit(2, 'shrink', { which, by: amount }),
  edit(8, 'insert', { which, at: which, statement }),
  edit(4, 'replace', { which, at: which, statement }),
  edit(2, 'remove', { which, at: which }),
  edit(2, 'add-global', { global }),
  edit(1, 'change-global', { which, global }),
  edit(1, 'remove-global', { which }),
  edit(2, 'add-table', { table }),
  edit(1, 'change-table', { which, table }),
  edit(1, 'remove-table', { which }),
);

const breakage = fc.oneof(
  { weight: 9, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constantFrom<Breakage>('undeclared', 'comptime', 'entry') },
);

/** The first update makes a program. The others change a little, or nothing. */
export function histories(maxUpdates: number): fc.Arbitrary<History> {
  const first = fc.record({
    edits: fc.array(edits, { minLength: 4, maxLength: 30, size: 'max' }),
    breakage,
  });
  const other = fc.record({ edits: fc.array(edits, { maxLength: 4, size: 'max' }), breakage });
  const others = fc.array(other, { maxLength: Math.max(0, maxUpdates - 1), size: 'max' });
  return fc.noBias(fc.tuple(first, others).map(([made, changes]) => [made, ...changes]));
}
