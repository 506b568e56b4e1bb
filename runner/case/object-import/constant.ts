import { createHash } from 'node:crypto';
import { writeZigString } from '../../text/zig-string';
import type { Block } from './blocks';
import { dataLines, isOfZig, stringOf } from './data-lines';
import { alignment } from './partition';
import type { Resolver } from './resolver';

/** An unnamed constant as a listing has it. */
export interface Constant {
  readonly id: string;
  readonly type: string;
  readonly value: string;
  /** Bytes. */
  readonly align: number;
  readonly lines: readonly string[];
}

const POINTER = 8;

/**
 * Names a constant by what it holds: objects number them anew each time. What it refers to is named
 * already.
 */
export function describeConstant(block: Block, resolver: Resolver): Constant {
  const lines = dataLines(block, resolver);
  const size = block.end - block.start;
  // An object keeps that of the section, which is no less than the constant's.
  const align = alignment(block.section, block.start);
  const text = stringOf(block);
  if (text !== null) {
    return {
      id: textId(text),
      type: `*const [${Buffer.byteLength(text)}:0]u8`,
      value: writeZigString(text),
      // Zig's are of bytes, wherever it put them.
      align: isOfZig(block) ? 1 : align,
      lines,
    };
  }
  const slice = slicedText(block, resolver);
  if (slice !== null) {
    return {
      id: `slice_of_${textId(slice)}`,
      type: '*const []const u8',
      value: `&${writeZigString(slice)}`,
      align: Math.max(align, POINTER),
      lines,
    };
  }
  const hasPointers = lines.some((line) => line.startsWith('ptr '));
  const bytes = Buffer.from(block.section.data.subarray(block.start, block.end));
  return {
    id: `constant_${hash(lines.join('\n'))}`,
    type: `*const [${size}]u8`,
    value: hasPointers || size > 16 ? '...' : `0x${bytes.toString('hex')}`,
    align: hasPointers ? Math.max(align, POINTER) : align,
    lines,
  };
}

/** The text of a constant that is a pointer to all of a text, and its length; null if it is none. */
function slicedText(block: Block, resolver: Resolver): string | null {
  const { section, start, end } = block;
  const [pointer, ...others] = resolver.relocationsIn(block);
  if (end - start !== 16 || pointer?.type !== 'ADDR64' || others.length > 0) return null;
  if (pointer.offset !== start) return null;
  const { block: target, addend } = resolver.resolve(pointer, block);
  const text = target === null ? null : stringOf(target);
  const { data } = section;
  const length = new DataView(data.buffer, data.byteOffset, data.length).getBigUint64(
    start + 8,
    true,
  );
  return text !== null && addend === 0 && length === BigInt(Buffer.byteLength(text)) ? text : null;
}

/** "Hello", "Hello_World_1f3a2b": the letters of a text, and a hash where these are not all. */
function textId(text: string): string {
  const words = text.replaceAll(/[^A-Za-z0-9]+/g, '_').replaceAll(/^_+|_+$/g, '');
  const slug = words.slice(0, 24);
  if (slug === text) return slug;
  return `${slug === '' ? 'text' : slug}_${hash(text)}`;
}

function hash(text: string): string {
  return digest(text).slice(0, HASH_DIGITS);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * A name for a constant whose short one another constant has, of other content.
 * @param lines its content
 */
export function longerId(lines: readonly string[]): string {
  return `constant_${digest(lines.join('\n'))}`;
}

/** Enough to tell the constants of a case apart; {@link longerId} is for those that it does not. */
const HASH_DIGITS = 6;
