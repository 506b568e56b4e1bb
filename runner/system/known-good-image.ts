import type { RunnableMachine } from './program-runner';

/** What the image prints. */
export const KNOWN_OUTPUT = 'known good\n';

/** What it exits with: nothing that a loader or a shell says by itself. */
export const KNOWN_EXIT_CODE = 42;

/** What an image is loaded as: by this the loader picks the half of Wine or Windows that runs it. */
export interface ImageKind {
  readonly machine: RunnableMachine;
  /** IMAGE_SUBSYSTEM: 2 has windows, 3 a console. */
  readonly subsystem: 2 | 3;
}

const FILE_ALIGNMENT = 0x200;
const SECTION_RVA = 0x1000;

/** Offsets in the section of a program; in the file it starts at FILE_ALIGNMENT. */
const AT = { text: 0x80, directory: 0x90, tables: 0xd0, names: 0x140 } as const;

/** Offsets in the section of a DLL. */
const DLL_AT = { entry: 0, function: 0x10, directory: 0x40, tables: 0x70, names: 0x80 } as const;

/** The name of the DLL's file. */
export const KNOWN_DLL = 'known_good.dll';

const DLL_FUNCTION = 'known';

const IMPORTS = [
  { dll: 'kernel32.dll', functions: ['GetStdHandle', 'WriteFile', 'ExitProcess'] },
  { dll: KNOWN_DLL, functions: [DLL_FUNCTION] },
] as const;

/** Where the slots of the imported functions are, in order, by the bytes of an address. */
const SLOTS: Readonly<Record<4 | 8, readonly number[]>> = { 4: slots(4), 8: slots(8) };

/** IMAGE_DIRECTORY_ENTRY. */
const EXPORT = 0;
const IMPORT = 1;

/**
 * A program that prints {@link KNOWN_OUTPUT} and exits with {@link KNOWN_EXIT_CODE}, written field by
 * field from the PE format: no linker of this suite has a part in it, so that an image that fails
 * says something about the host and nothing about a linker.
 * @param loadsDll whether the exit code comes from a function of {@link knownGoodDll}
 * @returns null for a machine that there is none for
 */
export function knownGoodImage(
  { machine, subsystem }: ImageKind,
  loadsDll = false,
): Uint8Array | null {
  if (machine === 'ARM64') return null;
  const is64 = machine === 'AMD64';
  const base = is64 ? 0x1_4000_0000 : 0x40_0000;
  const image = Buffer.alloc(2 * FILE_ALIGNMENT);
  const directory = { index: IMPORT, offset: AT.directory, size: 60 };
  writeHeaders(image, { is64, base, subsystem, isDll: false, directory });
  const section = image.subarray(FILE_ALIGNMENT);
  (is64 ? code64(loadsDll) : code32(base, loadsDll)).copy(section);
  section.write(KNOWN_OUTPUT, AT.text, 'latin1');
  writeImports(section, is64 ? 8 : 4, loadsDll ? 2 : 1);
  return image;
}

/**
 * The DLL of a {@link knownGoodImage} that loads one, written in the same way. It has an entry point, and
 * exports the function.
 * @returns null for a machine that there is none for
 */
export function knownGoodDll({ machine, subsystem }: ImageKind): Uint8Array | null {
  if (machine === 'ARM64') return null;
  const is64 = machine === 'AMD64';
  const base = is64 ? 0x1_8000_0000 : 0x1000_0000;
  const image = Buffer.alloc(2 * FILE_ALIGNMENT);
  const directory = { index: EXPORT, offset: DLL_AT.directory, size: FILE_ALIGNMENT / 2 };
  writeHeaders(image, { is64, base, subsystem, isDll: true, directory });
  const section = image.subarray(FILE_ALIGNMENT);
  // mov eax, 1; ret: the entry point, which takes 12 bytes of arguments on x86.
  section.write(is64 ? 'b801000000c3' : 'b801000000c20c00', DLL_AT.entry, 'hex');
  section.write(`b8${immediate(KNOWN_EXIT_CODE)}c3`, DLL_AT.function, 'hex');
  writeExport(section);
  return image;
}

interface HeaderFields {
  readonly is64: boolean;
  readonly base: number;
  readonly subsystem: number;
  readonly isDll: boolean;
  /** The data directory that the image has; its offset is in the section. */
  readonly directory: { readonly index: number; readonly offset: number; readonly size: number };
}

function writeHeaders(
  image: Buffer,
  { is64, base, subsystem, isDll, directory }: HeaderFields,
): void {
  const pe = 0x40;
  image.write('MZ', 0, 'latin1');
  image.writeUInt32LE(pe, 0x3c);
  image.write('PE\0\0', pe, 'latin1');
  // COFF header: machine, one section, size of the optional header, characteristics.
  const optionalSize = is64 ? 240 : 224;
  image.writeUInt16LE(is64 ? 0x8664 : 0x014c, pe + 4);
  image.writeUInt16LE(1, pe + 6);
  image.writeUInt16LE(optionalSize, pe + 20);
  image.writeUInt16LE((is64 ? 0x0023 : 0x0103) | (isDll ? 0x2000 : 0), pe + 22);
  const optional = pe + 24;
  image.writeUInt16LE(is64 ? 0x20b : 0x10b, optional);
  image.writeUInt32LE(FILE_ALIGNMENT, optional + 4);
  image.writeUInt32LE(SECTION_RVA, optional + 16);
  image.writeUInt32LE(SECTION_RVA, optional + 20);
  if (is64) image.writeBigUInt64LE(BigInt(base), optional + 24);
  else image.writeUInt32LE(base, optional + 28);
  image.writeUInt32LE(0x1000, optional + 32);
  image.writeUInt32LE(FILE_ALIGNMENT, optional + 36);
  image.writeUInt16LE(6, optional + 40);
  image.writeUInt16LE(6, optional + 48);
  image.writeUInt32LE(0x2000, optional + 56);
  image.writeUInt32LE(FILE_ALIGNMENT, optional + 60);
  image.writeUInt16LE(subsystem, optional + 68);
  // NX_COMPAT alone: the image has no base relocations.
  image.writeUInt16LE(0x0100, optional + 70);
  const word = is64 ? 8 : 4;
  [0x10_0000, 0x1000, 0x10_0000, 0x1000].forEach((size, index) => {
    image.writeUInt32LE(size, optional + 72 + index * word);
  });
  const directories = optional + (is64 ? 112 : 96);
  image.writeUInt32LE(16, directories - 4);
  image.writeUInt32LE(SECTION_RVA + directory.offset, directories + 8 * directory.index);
  image.writeUInt32LE(directory.size, directories + 8 * directory.index + 4);
  const header = optional + optionalSize;
  image.write('.text', header, 'latin1');
  image.writeUInt32LE(FILE_ALIGNMENT, header + 8);
  image.writeUInt32LE(SECTION_RVA, header + 12);
  image.writeUInt32LE(FILE_ALIGNMENT, header + 16);
  image.writeUInt32LE(FILE_ALIGNMENT, header + 20);
  // Code and initialized data, to execute, read and write: the import addresses are in it.
  image.writeUInt32LE(0xe000_0060, header + 36);
}

/** For each DLL a lookup table and then an address table, each with a terminator. */
function slots(word: number): readonly number[] {
  let at: number = AT.tables;
  return IMPORTS.flatMap(({ functions }) => {
    const size = (functions.length + 1) * word;
    const addresses = at + size;
    at += 2 * size;
    return functions.map((_, index) => addresses + index * word);
  });
}

/** The import directory. @param word bytes of an address @param dlls how many of them are imported */
function writeImports(section: Buffer, word: 4 | 8, dlls: number): void {
  let name: number = AT.names;
  const text = (string: string, at: number): void => {
    section.write(string, at, 'latin1');
    name = at + string.length + (string.length % 2 === 0 ? 2 : 1);
  };
  let slot = 0;
  IMPORTS.slice(0, dlls).forEach(({ dll, functions }, index) => {
    const row = AT.directory + 20 * index;
    const addresses = SLOTS[word][slot] ?? 0;
    const toLookup = (functions.length + 1) * word;
    for (const one of functions) {
      const at = SLOTS[word][slot] ?? 0;
      section.writeUInt32LE(SECTION_RVA + name, at - toLookup);
      section.writeUInt32LE(SECTION_RVA + name, at);
      text(one, name + 2);
      slot += 1;
    }
    section.writeUInt32LE(SECTION_RVA + addresses - toLookup, row);
    section.writeUInt32LE(SECTION_RVA + name, row + 12);
    section.writeUInt32LE(SECTION_RVA + addresses, row + 16);
    text(dll, name);
  });
}

/** The export directory: one function with one name. */
function writeExport(section: Buffer): void {
  const { directory, tables, names } = DLL_AT;
  const [addresses, pointers, ordinals] = [tables, tables + 4, tables + 8];
  const functionName = names + KNOWN_DLL.length + 1;
  section.write(KNOWN_DLL, names, 'latin1');
  section.write(DLL_FUNCTION, functionName, 'latin1');
  section.writeUInt32LE(SECTION_RVA + names, directory + 12);
  // Ordinal base, number of addresses, number of names; then the ordinal is 0.
  [1, 1, 1].forEach((count, index) => section.writeUInt32LE(count, directory + 16 + 4 * index));
  [addresses, pointers, ordinals].forEach((at, index) =>
    section.writeUInt32LE(SECTION_RVA + at, directory + 28 + 4 * index),
  );
  section.writeUInt32LE(SECTION_RVA + DLL_AT.function, addresses);
  section.writeUInt32LE(SECTION_RVA + functionName, pointers);
}

/** RIP-relative operands count from the end of their instruction. */
function code64(loadsDll: boolean): Buffer {
  const [getStdHandle = 0, writeFile = 0, exitProcess = 0, known = 0] = SLOTS[8];
  const pieces: Buffer[] = [];
  let size = 0;
  const bytes = (hex: string): void => {
    const piece = Buffer.from(hex, 'hex');
    pieces.push(piece);
    size += piece.length;
  };
  const relative = (opcode: string, target: number): void => {
    const end = size + opcode.length / 2 + 4;
    const displacement = Buffer.alloc(4);
    displacement.writeInt32LE(target - end);
    bytes(`${opcode}${displacement.toString('hex')}`);
  };
  bytes('4883ec38'); // sub rsp, 0x38
  bytes('b9f5ffffff'); // mov ecx, STD_OUTPUT_HANDLE
  relative('ff15', getStdHandle); // call [GetStdHandle]
  bytes('4889c1'); // mov rcx, rax
  relative('488d15', AT.text); // lea rdx, [text]
  bytes(`41b8${immediate(KNOWN_OUTPUT.length)}`); // mov r8d, length
  bytes('4c8d4c2430'); // lea r9, [rsp + 0x30]
  bytes('48c744242000000000'); // mov qword [rsp + 0x20], 0
  relative('ff15', writeFile); // call [WriteFile]
  if (loadsDll) {
    relative('ff15', known); // call [known]
    bytes('89c1'); // mov ecx, eax
  } else bytes(`b9${immediate(KNOWN_EXIT_CODE)}`); // mov ecx, exit code
  relative('ff15', exitProcess); // call [ExitProcess]
  return Buffer.concat(pieces);
}

/** Operands are addresses: the image is loaded at its base. */
function code32(base: number, loadsDll: boolean): Buffer {
  const [getStdHandle = 0, writeFile = 0, exitProcess = 0, known = 0] = SLOTS[4];
  const address = (offset: number): string => immediate(base + SECTION_RVA + offset);
  return Buffer.from(
    [
      '83ec04', // sub esp, 4
      '6af5', // push STD_OUTPUT_HANDLE
      `ff15${address(getStdHandle)}`, // call [GetStdHandle]
      '6a00', // push 0
      '8d4c2404', // lea ecx, [esp + 4]
      '51', // push ecx
      `68${immediate(KNOWN_OUTPUT.length)}`, // push length
      `68${address(AT.text)}`, // push text
      '50', // push eax
      `ff15${address(writeFile)}`, // call [WriteFile]
      // call [known]; push eax. Or: push exit code
      loadsDll ? `ff15${address(known)}50` : `68${immediate(KNOWN_EXIT_CODE)}`,
      `ff15${address(exitProcess)}`, // call [ExitProcess]
    ].join(''),
    'hex',
  );
}

function immediate(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes.toString('hex');
}
