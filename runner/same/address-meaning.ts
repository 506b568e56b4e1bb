import { disassemble } from '../image/disassembly/disassemble';
import { hex, hexBytes } from '../text/numbers';
import type { ImageContents } from './image-contents';
import type { ProgramImage } from './program-image';

/** Characters of a text that are shown. */
const SHOWN_TEXT = 40;
/** The least characters that make bytes a text. */
const SHORTEST_TEXT = 3;
const SHOWN_BYTES = 8;
/** Instructions of a function that are shown. */
const SHOWN_INSTRUCTIONS = 3;
/** Bytes that these have at most. */
const CODE_BYTES = 45;
/** `jmp [slot]`: of import thunks. */
const JMP_MEMORY = 0x25ff;

/** What lies at an address, for a reader: an import, a text, a function's first instructions. */
export function addressMeaning(image: ProgramImage, rva: number): string {
  const { contents } = image;
  const slot = image.slots.get(rva);
  if (slot !== undefined) return `import ${slot}`;
  const thunk = thunkOf(image, rva);
  if (thunk !== null) return `thunk of ${thunk}`;
  const section = contents.sectionAt(rva);
  if (section === undefined) {
    return rva >= 0 && rva < image.headersEnd
      ? `the headers, ${hex(rva)}`
      : `no section, ${hex(rva)}`;
  }
  if (section.isCode) return `code ${hex(rva)}: ${codeText(image, rva)}`;
  const text = textAt(contents, rva);
  if (text !== null) return `text "${text}"`;
  const bytes = contents.bytes(rva, SHOWN_BYTES);
  const what = section.isWritable ? 'variable' : 'constant';
  return `${what} ${hex(rva)}: ${bytes.length === 0 ? 'zeroes' : hexBytes(bytes)}`;
}

/** The import that code at an RVA does nothing but jump to; null if it is something else. */
export function thunkOf({ contents, slots, is64 }: ProgramImage, rva: number): string | null {
  if (!contents.isCode(rva) || contents.u16(rva) !== JMP_MEMORY) return null;
  const to = is64 ? rva + 6 + contents.i32(rva + 2) : contents.pointerAt(rva + 2);
  return slots.get(to) ?? null;
}

function codeText({ contents, is64 }: ProgramImage, rva: number): string {
  const code = contents.bytes(rva, CODE_BYTES);
  return disassemble(code, { address: rva, bits: is64 ? 64 : 32 })
    .slice(0, SHOWN_INSTRUCTIONS)
    .map(({ text }) => text)
    .join('; ');
}

function textAt(contents: ImageContents, rva: number): string | null {
  const bytes = contents.bytes(rva, contents.textLength(rva, SHOWN_TEXT));
  const isText =
    bytes.length >= SHORTEST_TEXT &&
    bytes.every(
      (byte) => (byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10 || byte === 13,
    );
  if (!isText) return null;
  const text = JSON.stringify(Buffer.from(bytes).toString('latin1')).slice(1, -1);
  return bytes.length === SHOWN_TEXT ? `${text}...` : text;
}
