import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { LinkOptions, Machine } from '../../../reference';
import { namingFile } from '../../system/output-file';
import type { SnapshotAnswer } from '../protocol/messages';
import { Denial } from './denial';
import type { LinkInput } from './link-input';
import { LINK_FILES, type Linker } from './linker';

/** Where the preferred image base lies, as the reference has it. */
const IMAGE_BASE = {
  AMD64: { exe: 0x1_4000_0000, dll: 0x1_8000_0000 },
  I386: { exe: 0x40_0000, dll: 0x1000_0000 },
} as const;

/** Lines of a linker's message that a refusal tells. */
const REASON_LINES = 3;

/** The line in which a linker says that its image has no room: that is no refusal. */
const NO_ROOM = /^.*\b(?:No space left on device|Disk quota exceeded)$/m;

/** MiB that a linker may say: a line for each of very many symbols. */
const MAX_MESSAGES = 64;

/** Bytes of a MiB. */
const MIB = 0x10_0000;

/** Characters that the protocol lets a version have, and those that it does not. */
const MAX_VERSION = 200;
const NO_TEXT = /\p{Cc}+/gu;

/** Runs a linker of the system in one folder, whose files each link replaces. */
export class LinkSession {
  readonly linker: Linker;
  readonly #program: string;
  readonly #folder: string;

  /**
   * @param program the linker's file
   * @param folder where it runs
   */
  constructor(linker: Linker, program: string, folder: string) {
    this.linker = linker;
    this.#program = program;
    this.#folder = folder;
  }

  /** The linker's version by its own word, as far as the protocol has room for it. */
  version(): string {
    const { stdout } = this.#run(['--version']);
    const line = stdout.trimStart().split('\n')[0] ?? '';
    return Array.from(line.replaceAll(NO_TEXT, ' ')).slice(0, MAX_VERSION).join('').trim();
  }

  /**
   * @throws Denial if the linker refuses, or leaves no image
   * @throws the error of the file system if there is no room, or the linker cannot be started
   */
  link(input: LinkInput, options: LinkOptions): SnapshotAnswer {
    const isDll = options.outputMode === 'Lib';
    const image = isDll ? 'program.dll' : 'program.exe';
    const imageBase = IMAGE_BASE[options.machine][isDll ? 'dll' : 'exe'];
    this.#write(LINK_FILES.object, input.object);
    if (input.importLibrary !== null) this.#write(LINK_FILES.importLibrary, input.importLibrary);
    if (isDll) this.#write(LINK_FILES.definitions, definitions(input, options.machine));
    // What an earlier link left here must not pass for what this one makes.
    for (const name of [image, LINK_FILES.map]) this.#remove(name);
    const job = { options, input, imageBase, image };
    const { status, signal, stdout, stderr } = this.#run(this.linker.arguments(job));
    const said = input.symbols.inProgramsWords(`${stderr}${stdout}`);
    if (status !== 0) {
      const [noRoom] = NO_ROOM.exec(said) ?? [];
      if (noRoom !== undefined) throw new Denial('unsupported', noRoom, said);
      throw new Denial('refused', reason(said) || `it ends with ${status ?? signal ?? ''}`, said);
    }
    if (!isFile(path.join(this.#folder, image))) {
      throw new Denial('refused', `it ends with 0, and there is no ${image}`, said);
    }
    const mapFile = path.join(this.#folder, LINK_FILES.map);
    if (!isFile(mapFile)) return { image };
    const map = fs.readFileSync(mapFile, 'utf8');
    return { image, symbols: this.#addresses(map, input, imageBase) };
  }

  #addresses(
    map: string,
    { symbols }: LinkInput,
    imageBase: number,
  ): NonNullable<SnapshotAnswer['symbols']> {
    return [...this.linker.parseMap(map, imageBase)].flatMap(([name, rva]) => {
      const meaning = symbols.meanings.get(name);
      return meaning === undefined ? [] : [{ ...meaning, rva }];
    });
  }

  /** Writes a file anew, whatever an earlier link made of it. */
  #write(name: string, bytes: string | Uint8Array): void {
    this.#remove(name);
    const file = path.join(this.#folder, name);
    namingFile(file, () => {
      fs.writeFileSync(file, bytes);
    });
  }

  /** Removes what has a name, be it a folder. */
  #remove(name: string): void {
    fs.rmSync(path.join(this.#folder, name), { force: true, recursive: true });
  }

  #run(args: readonly string[]): SpawnSyncReturns<string> {
    const run = spawnSync(this.#program, args, {
      cwd: this.#folder,
      // What it calls itself in messages.
      argv0: path.basename(this.#program),
      encoding: 'utf8',
      // Neither options nor folders of libraries come from outside, and messages are in English.
      env: { PATH: process.env.PATH, LC_ALL: 'C', TMPDIR: this.#folder },
      maxBuffer: MAX_MESSAGES * MIB,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const error: NodeJS.ErrnoException | undefined = run.error;
    if (error?.code === 'ENOBUFS') {
      throw new Denial(
        'unsupported',
        `${this.linker.name} says more than ${MAX_MESSAGES} MiB, and this adapter reads no more`,
      );
    }
    if (error !== undefined) throw error;
    return run;
  }
}

function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

/**
 * A module definition file: the names that a DLL exports. For I386 its symbols are C names: the linker puts
 * the underscore in front that they have in the object.
 * @throws Denial if a name cannot stand there
 */
function definitions({ exports }: LinkInput, machine: Machine): string {
  const bad = [...exports.keys()].find((name) => /["\p{Cc}]/u.test(name));
  if (bad !== undefined) {
    throw new Denial(
      'unsupported',
      `a module definition file cannot export ${JSON.stringify(bad)}, which has a quote or a control character`,
    );
  }
  const named = (symbol: string): string =>
    machine === 'I386' ? symbol.replace(/^_/, '') : symbol;
  const rows = [...exports].map(([name, symbol]) => `  "${name}" = "${named(symbol)}"\n`);
  return `EXPORTS\n${rows.join('')}`;
}

/** Why a linker refuses, in short: what it says from its first error on, as warnings may come before. */
function reason(said: string): string {
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  const first = lines.findIndex((line) => /\berror\b/i.test(line));
  return lines.slice(Math.max(0, first)).slice(0, REASON_LINES).join('; ');
}
