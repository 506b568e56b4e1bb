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

/** Offsets in the section; in the file it starts at FILE_ALIGNMENT. */
const AT = { text: 0x80, directory: 0xa0, lookup: 0xd0, addresses: 0x100, names: 0x130 } as const;

const FUNCTIONS = ['GetStdHandle', 'WriteFile', 'ExitProcess'] as const;

/**
 * A program that prints {@link KNOWN_OUTPUT} and exits with {@link KNOWN_EXIT_CODE}, written field by
 * field from the PE format: no linker of this suite has a part in it, so that an image that fails
 * says something about the host and nothing about a linker.
 * @returns null for a machine that there is none for
 */
export function knownGoodImage({ machine, subsystem }: ImageKind): Uint8Array | null {
  if (machine === 'ARM64') return null;
  const is64 = machine === 'AMD64';
  const base = is64 ? 0x1_4000_0000 : 0x40_0000;
  const image = Buffer.alloc(2 * FILE_ALIGNMENT);
  writeHeaders(image, is64, base, subsystem);
  const section = image.subarray(FILE_ALIGNMENT);
  (is64 ? code64() : code32(base)).copy(section);
  section.write(KNOWN_OUTPUT, AT.text, 'latin1');
  writeImports(section, is64 ? 8 : 4);
  return image;
}

function writeHeaders(image: Buffer, is64: boolean, base: number, subsystem: number): void {
  const pe = 0x40;
  image.write('MZ', 0, 'latin1');
  image.writeUInt32LE(pe, 0x3c);
  image.write('PE\0\0', pe, 'latin1');
  // COFF header: machine, one section, size of the optional header, characteristics.
  const optionalSize = is64 ? 240 : 224;
  image.writeUInt16LE(is64 ? 0x8664 : 0x014c, pe + 4);
  image.writeUInt16LE(1, pe + 6);
  image.writeUInt16LE(optionalSize, pe + 20);
  image.writeUInt16LE(is64 ? 0x0023 : 0x0103, pe + 22);
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
  image.writeUInt32LE(SECTION_RVA + AT.directory, directories + 8);
  image.writeUInt32LE(40, directories + 12);
  const header = optional + optionalSize;
  image.write('.text', header, 'latin1');
  image.writeUInt32LE(FILE_ALIGNMENT, header + 8);
  image.writeUInt32LE(SECTION_RVA, header + 12);
  image.writeUInt32LE(FILE_ALIGNMENT, header + 16);
  image.writeUInt32LE(FILE_ALIGNMENT, header + 20);
  // Code and initialized data, to execute, read and write: the import addresses are in it.
  image.writeUInt32LE(0xe000_0060, header + 36);
}

/** The import directory: one DLL and its functions. @param word bytes of an address */
function writeImports(section: Buffer, word: number): void {
  let name = AT.names;
  FUNCTIONS.forEach((text, index) => {
    section.write(text, name + 2, 'latin1');
    section.writeUInt32LE(SECTION_RVA + name, AT.lookup + index * word);
    section.writeUInt32LE(SECTION_RVA + name, AT.addresses + index * word);
    name += 2 + text.length + (text.length % 2 === 0 ? 2 : 1);
  });
  section.write('kernel32.dll', name, 'latin1');
  section.writeUInt32LE(SECTION_RVA + AT.lookup, AT.directory);
  section.writeUInt32LE(SECTION_RVA + name, AT.directory + 12);
  section.writeUInt32LE(SECTION_RVA + AT.addresses, AT.directory + 16);
}

/** RIP-relative operands count from the end of their instruction. */
function code64(): Buffer {
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
  relative('ff15', AT.addresses); // call [GetStdHandle]
  bytes('4889c1'); // mov rcx, rax
  relative('488d15', AT.text); // lea rdx, [text]
  bytes(`41b8${immediate(KNOWN_OUTPUT.length)}`); // mov r8d, length
  bytes('4c8d4c2430'); // lea r9, [rsp + 0x30]
  bytes('48c744242000000000'); // mov qword [rsp + 0x20], 0
  relative('ff15', AT.addresses + 8); // call [WriteFile]
  bytes(`b9${immediate(KNOWN_EXIT_CODE)}`); // mov ecx, exit code
  relative('ff15', AT.addresses + 16); // call [ExitProcess]
  return Buffer.concat(pieces);
}

/** Operands are addresses: the image is loaded at its base. */
function code32(base: number): Buffer {
  const address = (offset: number): string => immediate(base + SECTION_RVA + offset);
  return Buffer.from(
    [
      '83ec04', // sub esp, 4
      '6af5', // push STD_OUTPUT_HANDLE
      `ff15${address(AT.addresses)}`, // call [GetStdHandle]
      '6a00', // push 0
      '8d4c2404', // lea ecx, [esp + 4]
      '51', // push ecx
      `68${immediate(KNOWN_OUTPUT.length)}`, // push length
      `68${address(AT.text)}`, // push text
      '50', // push eax
      `ff15${address(AT.addresses + 4)}`, // call [WriteFile]
      `68${immediate(KNOWN_EXIT_CODE)}`, // push exit code
      `ff15${address(AT.addresses + 8)}`, // call [ExitProcess]
    ].join(''),
    'hex',
  );
}

function immediate(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes.toString('hex');
}
