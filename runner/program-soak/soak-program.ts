import { CSMITH_HEADERS, FREESTANDING, type ProgramSource } from './csmith';
import type { Flavour } from './flavours';
import { planOf } from './plan';
import { soakCase, type ProgramVersion } from './soak-case';
import { inGeneral, SoakLog } from './soak-log';
import { soakRuntime } from './soak-runtime';
import type { SoakRunner } from './soak-runner';
import {
  BARE_LINKERS,
  bareLinkerProgram,
  COMPILERS,
  compilerFor,
  gccFor,
  installed,
  type Compiler,
  type TargetMachine,
} from './toolchain';
import type { WorkFolder } from './work-folder';

/** Nothing but what the source has. */
const BARE_FLAGS = [
  '-ffreestanding',
  '-fno-builtin',
  '-fno-stack-protector',
  '-mno-stack-arg-probe',
  ...['-w', '-I', FREESTANDING, '-I', CSMITH_HEADERS],
];

const RUNTIME_FLAGS = ['-w', '-I', CSMITH_HEADERS];

/** The names of the sources in the folder. */
const BARE = 'bare.c';
const OTHER = 'other.c';
const HOSTED = 'hosted.c';

/** What a program goes through: imported as a case, and linked with the runtime of MinGW. */
export const PARTS = ['case', 'runtime'] as const;
export type Part = (typeof PARTS)[number];

/** A program, and how it is soaked. */
export interface ProgramSoak {
  readonly seed: number;
  readonly flavour: Flavour;
  readonly parts: readonly Part[];
  readonly source: ProgramSource;
  /** Damages that are tried of each image with a runtime. */
  readonly tried: number;
  /** What runs images; null without Wine. */
  readonly runner: SoakRunner | null;
  readonly stop: AbortSignal;
}

/** A program for one compiler. */
interface OfCompiler extends ProgramSoak {
  readonly compiler: Compiler;
  readonly flags: readonly string[];
  readonly folder: WorkFolder;
  readonly log: SoakLog;
}

/** Soaks one program, with each compiler that is installed. What is thrown on the way is a wrong verdict, too. */
export async function soakProgram(soak: ProgramSoak, folder: WorkFolder): Promise<SoakLog> {
  const log = new SoakLog();
  const { flavour, parts } = soak;
  const isCase = parts.includes('case') && flavour.machines.includes('x86_64');
  const hasCase = isCase && (await writeBare(soak, folder, log));
  const hasRuntime =
    parts.includes('runtime') && (await writeProgram(HOSTED, soak.seed, soak, folder, log));
  for (const compiler of COMPILERS) {
    const flags = flavour.flags[compiler];
    if (flags === null) continue;
    const own = { ...soak, compiler, flags, folder, log };
    if (hasCase) await guarded(`case of ${compiler}`, own, asCase);
    for (const machine of hasRuntime ? flavour.machines : []) {
      const name = `${compiler}-${machine}`;
      await guarded(`${name} with runtime`, own, (one) => withRuntime(one, machine));
    }
  }
  return log;
}

async function guarded(
  what: string,
  own: OfCompiler,
  part: (own: OfCompiler) => Promise<void>,
): Promise<void> {
  try {
    await part(own);
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    own.log.fail({ what: `crash, ${what}`, details: text.split('\n'), command: null });
  }
}

/** Writes the programs of a case. @returns whether all are there */
async function writeBare(soak: ProgramSoak, folder: WorkFolder, log: SoakLog): Promise<boolean> {
  const { otherSeed } = planOf(soak.seed);
  if (!(await writeProgram(BARE, soak.seed, soak, folder, log))) return false;
  return otherSeed === null || writeProgram(OTHER, otherSeed, soak, folder, log);
}

async function writeProgram(
  name: string,
  seed: number,
  { flavour, source }: ProgramSoak,
  folder: WorkFolder,
  log: SoakLog,
): Promise<boolean> {
  const isBare = name !== HOSTED;
  const why = await source.write(name, { seed, flavour, isBare }, folder);
  if (why !== null) log.count(`left out: ${inGeneral(why)}`);
  return why === null;
}

async function asCase(own: OfCompiler): Promise<void> {
  const { seed, flavour, compiler, runner, stop, folder, log } = own;
  const { updates, host } = planOf(seed);
  const versions: ProgramVersion[] = [];
  for (const [index, { level, isOther }] of updates.entries()) {
    const name = `${index + 1}, ${level}${isOther ? ', another program' : ''}`;
    const object = `${compiler}${level}${isOther ? '.other' : ''}.o`;
    const source = isOther ? OTHER : BARE;
    if (await compile(own, 'x86_64', [level, ...BARE_FLAGS], source, object)) {
      versions.push({ name, object });
    }
  }
  const linkers = BARE_LINKERS.filter((linker) => installed(bareLinkerProgram(linker)) !== null);
  const { isCollected } = flavour;
  const hosts = [host];
  await soakCase(
    { name: compiler, versions, linkers, isCollected, runner, hosts, stop },
    folder,
    log,
  );
}

async function withRuntime(own: OfCompiler, machine: TargetMachine): Promise<void> {
  const { seed, flavour, compiler, tried, stop, folder, log } = own;
  if ([gccFor(machine), 'clang', 'ld.lld'].some((name) => installed(name) === null)) return;
  for (const level of planOf(seed).runtimeLevels) {
    if (stop.aborted) return;
    const name = `${compiler}-${machine}${level}`;
    const object = `${name}.o`;
    if (!(await compile(own, machine, [level, ...RUNTIME_FLAGS], HOSTED, object))) continue;
    const { isCollected } = flavour;
    await soakRuntime({ name, machine, object, isCollected, tried, seed }, folder, log);
  }
}

/** @returns whether there is an object */
async function compile(
  { compiler, flags, folder, log }: OfCompiler,
  machine: TargetMachine,
  more: readonly string[],
  source: string,
  object: string,
): Promise<boolean> {
  const [program, ...args] = compilerFor(compiler, machine);
  if (installed(program) === null) return false;
  const why = await folder.run(program, [
    ...args,
    ...more,
    ...flags,
    ...['-c', source, '-o', object],
  ]);
  if (why !== null) log.count(`not compiled: ${inGeneral(why)}`);
  return why === null;
}
