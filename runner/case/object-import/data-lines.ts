import { hex } from '../../text/numbers';
import { isUtf8 } from 'node:buffer';
import { writeZigString } from '../../text/zig-string';
import { writeTarget } from '../listing/target';
import type { Block } from './blocks';
import { hexPairs } from './code-lines';
import { ObjectError } from './object-error';
import { relocationsWithin } from './relocations-within';
import type { Resolver } from './resolver';

/** Bytes of a line of data, at most. */
const LINE_BYTES = 16;

/** As many zeros or more are one fill. */
const FILL_BYTES = 32;

/** Text and the NULs after it; of control characters only white space. */
const TEXT = /^((?:[\t\n\r]|\P{Cc})+)(\0+)$/u;

/** Names of Zig's linker for constants that have none. */
const ZIG = /^__anon_\d+$/;

/** Bytes of the shortest text that may have padding after it: what is shorter may be a number. */
const PADDED_TEXT_BYTES = 5;

/**
 * The text that a constant is, without its NUL; null if it is none.
 *
 * What Zig left without a name may have padding after it, which an object does not tell from its
 * bytes; a number that is mostly zeros must not be taken for that. The padding is the space that Zig
 * left for the constant to grow: some twice its size.
 */
export function stringOf(block: Block): string | null {
  const { section, start, end } = block;
  const bytes = section.data.subarray(start, end);
  // What is no text mostly shows it at once.
  if (bytes[0] === 0 || bytes.at(-1) !== 0) return null;
  if (relocationsWithin(section, start, end).length > 0 || !isUtf8(bytes)) return null;
  const [, text, { length: nuls } = ''] = TEXT.exec(Buffer.from(bytes).toString('utf8')) ?? [];
  if (text === undefined) return null;
  const length = bytes.length - nuls;
  const isPadded = length >= PADDED_TEXT_BYTES && nuls <= 2 * length + LINE_BYTES;
  return nuls === 1 || (isPadded && isOfZig(block)) ? text : null;
}

/** Whether Zig left it without a name. */
export function isOfZig({ kind, names }: Block): boolean {
  return kind === 'uav' && names.length > 0 && names.every((name) => ZIG.test(name));
}

/** The content of a nav or uav: pointers named, text as text, all else in rows of bytes. */
export function dataLines(block: Block, resolver: Resolver): readonly string[] {
  const text = stringOf(block);
  if (text !== null) return [`ascii ${writeZigString(text)}`, 'byte 0'];
  const { section, start, end } = block;
  const lines: string[] = [];
  let at = start;
  for (const relocation of resolver.relocationsIn(block)) {
    if (relocation.offset < at) {
      throw new ObjectError(
        `${block.name}: the relocation at ${hex(relocation.offset - start)} overlaps the one before it`,
      );
    }
    for (const row of rows(section.data.subarray(at, relocation.offset))) lines.push(row);
    const { target, addend } = resolver.resolve(relocation, block);
    const width = resolver.width(relocation, block);
    const isPointer = relocation.type === 'ADDR64' || relocation.type === 'DIR32';
    const sum = addend === 0 ? '' : ` ${addend > 0 ? '+' : ''}${addend}`;
    if (isPointer && target.kind !== 'global') lines.push(`ptr @${writeTarget(target)}${sum}`);
    else lines.push(`@${writeTarget(target)}${sum} as ${relocation.type}`);
    at = relocation.offset + width;
    if (at > end) {
      throw new ObjectError(
        `${block.name}: the relocation at ${hex(relocation.offset - start)} leads past its end`,
      );
    }
  }
  return [...lines, ...rows(section.data.subarray(at, end))];
}

function rows(bytes: Uint8Array): readonly string[] {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length;) {
    let zeros = at;
    while (zeros < bytes.length && bytes[zeros] === 0) zeros += 1;
    if (zeros - at >= FILL_BYTES) {
      lines.push(`splat 0 ${zeros - at}`);
      at = zeros;
      continue;
    }
    const row = bytes.subarray(at, at + LINE_BYTES);
    lines.push(number(row, bytes.length) ?? hexPairs(row));
    at += LINE_BYTES;
  }
  return lines;
}

/** Bytes that are all there is between two pointers, as the number that they most likely are. */
function number(row: Uint8Array, all: number): string | null {
  if (row.length !== all) return null;
  const view = Buffer.from(row);
  if (row.length === 8) return `qword ${view.readBigUInt64LE()}`;
  if (row.length === 4) return `dword ${view.readUInt32LE()}`;
  return null;
}
