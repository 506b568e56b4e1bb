import type { Compiler, TargetMachine } from './toolchain';

/** What is particular about a program: how csmith makes it, and what compilers and linkers are told. */
export interface Flavour {
  readonly name: string;
  /** Options of csmith. */
  readonly csmith: readonly string[];
  /** Flags of each compiler; null where it does not know them. */
  readonly flags: Readonly<Record<Compiler, readonly string[] | null>>;
  readonly machines: readonly TargetMachine[];
  /** Whether linkers leave out sections that nothing refers to. */
  readonly isCollected: boolean;
}

const PLAIN: Flavour = {
  name: 'plain',
  csmith: [],
  flags: { gcc: [], clang: [] },
  machines: ['x86_64', 'i686'],
  isCollected: false,
};

const made = (name: string, ...csmith: readonly string[]): Flavour => ({ ...PLAIN, name, csmith });

const compiled = (name: string, ...flags: readonly string[]): Flavour => ({
  ...PLAIN,
  name,
  flags: { gcc: flags, clang: flags },
});

/** All of them. A seed stands for one, so what is added changes the programs of seeds. */
export const FLAVOURS: readonly Flavour[] = [
  PLAIN,
  made('floats', '--float'),
  made('records', '--max-struct-fields', '20', '--max-union-fields', '10'),
  made('no volatiles', '--no-volatiles', '--no-volatile-pointers'),
  made('long functions', '--max-funcs', '4', '--max-block-size', '12', '--max-block-depth', '6'),
  made('many functions', '--max-funcs', '60', '--max-block-size', '3', '--max-block-depth', '3'),
  made('arrays', '--max-array-dim', '3', '--max-array-len-per-dim', '30'),
  made('builtins', '--builtins'),
  made('pointers', '--max-pointer-depth', '5'),
  { ...compiled('sections', '-ffunction-sections', '-fdata-sections'), isCollected: true },
  { ...PLAIN, name: 'position-independent', flags: { gcc: ['-fPIC'], clang: null } },
  { ...compiled('large code model', '-mcmodel=large'), machines: ['x86_64'] },
  { ...compiled('haswell', '-march=haswell'), csmith: ['--float'] },
  compiled('no jump tables', '-fno-jump-tables'),
  { ...compiled('arguments in registers', '-mregparm=3'), machines: ['i686'] },
  compiled('control-flow protection', '-fcf-protection'),
  compiled('debug information', '-g'),
  compiled('unrolled loops', '-funroll-loops', '-fno-strict-aliasing'),
  compiled('frame pointers', '-fno-omit-frame-pointer', '-fwrapv'),
  {
    ...PLAIN,
    name: 'x87',
    csmith: ['--float'],
    flags: { gcc: ['-mfpmath=387'], clang: null },
  },
];

/** The flavour of a seed. */
export function flavourOf(seed: number): Flavour {
  return FLAVOURS[seed % FLAVOURS.length] ?? PLAIN;
}

/** @throws Error if there is none of that name */
export function flavourNamed(name: string): Flavour {
  const flavour = FLAVOURS.find((one) => one.name === name);
  if (flavour !== undefined) return flavour;
  const names = FLAVOURS.map((one) => one.name).join(', ');
  throw new Error(`--flavour: expected one of ${names}; got ${name}`);
}
