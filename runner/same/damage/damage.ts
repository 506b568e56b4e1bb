import { hex } from '../../text/numbers';
import { Decoder, Instruction, OpKind } from 'iced-x86';
import { Comparison } from '../comparison';
import { compareImages, compareWithin } from '../compare-images';
import type { ImageSide } from '../image-side';
import { readProgramImage } from '../program-image';
import type { SameOptions } from '../same-result';
import { Seen } from '../seen-bytes';
import { isAlikeCode } from './alike-code';

/** How a field is damaged. */
export type DamageKind =
  | 'call: another function'
  | 'call: off by 1'
  | 'call: off by 4'
  | 'call: displacement of zero'
  | 'import: another slot'
  | 'data reference: another place'
  | 'data reference: off by 1'
  | 'data reference: off by 4'
  | 'pointer: another target'
  | 'pointer: off by 1'
  | 'pointer: off by 4'
  | 'code: another byte'
  | 'data: another byte';

/** One way to damage an image: what to write where. */
export interface Damage {
  readonly kind: DamageKind;
  /** RVA of the first changed byte. */
  readonly rva: number;
  readonly fileOffset: number;
  readonly bytes: Uint8Array;
  /** Whether what the field leads to now looks just as what it led to before: nothing can tell. */
  readonly isIndistinguishable: boolean;
  /** Whether it leads into the same zeroes, or other bytes of one value, as before. */
  readonly isUniform: boolean;
}

/** What became of a damaged image. */
export type DamageVerdict =
  /** The images are different. */
  | 'found'
  /** It is among the possible differences. */
  | 'possible'
  /** The field leads to a place that cannot be told from the one before. */
  | 'indistinguishable'
  /** The images are the same, and the field still leads into the same run of one value. */
  | 'uniform'
  /** The images are the same: a damage that was not seen. */
  | 'missed';

/** A field that holds an address, in what a comparison claims to have compared. */
interface Field {
  readonly kind: 'call' | 'import' | 'data reference' | 'pointer';
  readonly rva: number;
  readonly size: 4 | 8;
  /** RVA that it leads to. */
  readonly target: number;
  /** RVA that distances count from; null for an address. */
  readonly from: number | null;
}

/** Bytes by which two targets are told apart. */
const LOOKED_AT = 48;
/** A byte of data in so many is damaged, or in more if there are many. */
const DATA_STEP = 7;
/** Bytes of data that are damaged at most. */
const MOST_BYTES = 4096;

/**
 * Damages each address in what two equal images were compared by, and bytes between them.
 * @returns damages of the first image
 */
export function damages(a: Uint8Array, b: Uint8Array, options: SameOptions = {}): Damage[] {
  const comparison = new Comparison(readProgramImage(a, 'a'), readProgramImage(b, 'b'), options);
  const { verdict } = compareWithin(comparison);
  if (verdict !== 'same') throw new Error(`the images are ${verdict} before any damage`);
  const side = comparison.a;
  const code = codeFields(side);
  const fields = [...code.fields, ...dataPointers(side)];
  const ofKind = new Map<Field['kind'], Field[]>();
  for (const field of fields) {
    const alike = ofKind.get(field.kind);
    if (alike === undefined) ofKind.set(field.kind, [field]);
    else alike.push(field);
  }
  const leading = fields.flatMap((field) =>
    damagesOf(side, field, anotherTarget(field, ofKind.get(field.kind) ?? [])),
  );
  return [...leading, ...code.bytes, ...dataBytes(side)];
}

/** Compares an image, once it is damaged, with its equal. */
export function judgeDamage(
  damage: Damage,
  a: Uint8Array,
  b: Uint8Array,
  options: SameOptions = {},
): DamageVerdict {
  const damaged = new Uint8Array(a);
  damaged.set(damage.bytes, damage.fileOffset);
  const result = compareImages(damaged, b, options);
  if (result.verdict !== 'same') return 'found';
  if (result.possible.length > 0) return 'possible';
  if (damage.isIndistinguishable) return 'indistinguishable';
  return damage.isUniform ? 'uniform' : 'missed';
}

/** Addresses in code that was compared, found by decoding it anew; and bytes of it to change. */
function codeFields(side: ImageSide): { readonly fields: Field[]; readonly bytes: Damage[] } {
  const { contents, seen, image } = side;
  const fields: Field[] = [];
  const bytes: Damage[] = [];
  const instruction = new Instruction();
  for (const { isCode, start, filledEnd, shift } of contents.sections) {
    if (!isCode) continue;
    const decoder = new Decoder(image.is64 ? 64 : 32, contents.memory, 0);
    for (let rva = start; rva < filledEnd;) {
      if (seen.at(rva) !== Seen.CODE) {
        rva += 1;
        continue;
      }
      decoder.position = rva - shift;
      decoder.ip = BigInt(rva);
      decoder.decodeOut(instruction);
      const constants = decoder.getConstantOffsets(instruction);
      const { displacementOffset, immediateOffset, displacementSize, immediateSize } = constants;
      constants.free();
      const after = rva + instruction.length;
      if (instruction.isIpRelMemoryOperand) {
        const target = Number(BigInt.asIntN(64, instruction.ipRelMemoryAddress));
        const kind = image.slots.has(target) ? 'import' : 'data reference';
        fields.push({ kind, rva: rva + displacementOffset, size: 4, target, from: after });
      } else if (isNearBranch(instruction) && immediateSize === 4) {
        const target = Number(BigInt.asIntN(64, instruction.nearBranchTarget));
        fields.push({ kind: 'call', rva: rva + immediateOffset, size: 4, target, from: after });
      } else if (!image.is64) {
        for (const [offset, size] of [
          [displacementOffset, displacementSize],
          [immediateOffset, immediateSize],
        ] as const) {
          const target = size === 4 ? side.pointerAt(rva + offset) : -1;
          if (target < 0) continue;
          const kind = image.slots.has(target) ? 'import' : 'data reference';
          fields.push({ kind, rva: rva + offset, size: 4, target, from: null });
        }
      }
      // The first byte of an instruction is its operation, or a prefix of it.
      bytes.push(damage(side, 'code: another byte', { rva, bytes: [contents.u8(rva) ^ 0x01] }));
      rva = after;
    }
    decoder.free();
  }
  instruction.free();
  return { fields, bytes };
}

function isNearBranch(instruction: Instruction): boolean {
  return (
    instruction.opCount > 0 &&
    (instruction.op0Kind === OpKind.NearBranch64 || instruction.op0Kind === OpKind.NearBranch32)
  );
}

/** Words of compared data that are addresses. */
function dataPointers(side: ImageSide): Field[] {
  const { contents } = side;
  const fields: Field[] = [];
  for (const { isCode, start, filledEnd } of contents.sections) {
    if (isCode) continue;
    const { wordSize } = contents;
    for (let rva = start; rva + wordSize <= filledEnd; rva += wordSize) {
      const target = side.pointerAt(rva);
      if (target < 0 || contents.sectionAt(target) === undefined || !isData(side, rva)) continue;
      if (side.image.slots.has(rva)) continue;
      fields.push({ kind: 'pointer', rva, size: wordSize, target, from: null });
    }
  }
  return fields;
}

function dataBytes(side: ImageSide): Damage[] {
  const { contents } = side;
  const places: number[] = [];
  for (const { isCode, start, filledEnd } of contents.sections) {
    if (isCode) continue;
    for (let rva = start; rva < filledEnd; rva += 1) {
      if (isData(side, rva) && contents.u8(rva) !== 0 && !isInSlot(side, rva)) places.push(rva);
    }
  }
  const step = Math.max(DATA_STEP, Math.ceil(places.length / MOST_BYTES));
  return places
    .filter((_rva, index) => index % step === step - 1)
    .map((rva) => damage(side, 'data: another byte', { rva, bytes: [contents.u8(rva) ^ 0x10] }));
}

/** Slots of imports are compared by what the loader writes there, not by what the file holds. */
function isInSlot({ contents, image }: ImageSide, rva: number): boolean {
  return image.slots.has(rva - (rva % contents.wordSize));
}

function isData({ seen }: ImageSide, rva: number): boolean {
  const how = seen.at(rva);
  return how === Seen.SURE || how === Seen.LIKELY;
}

/** Where some field of the same kind leads that does not lead where this one does; null if all do. */
function anotherTarget({ rva, target }: Field, alike: readonly Field[]): number | null {
  for (let i = 0; i < alike.length; i += 1) {
    const other = alike[(rva + i) % alike.length];
    if (other !== undefined && other.target !== target) return other.target;
  }
  return null;
}

/** @param other where else it may lead; null for nowhere */
function damagesOf(side: ImageSide, field: Field, other: number | null): Damage[] {
  const { kind, target, from } = field;
  const found: Damage[] = [];
  const lead = (what: string, to: number): void => {
    // `jmp` to what follows it has a displacement of zero anyway.
    if (to === target) return;
    const bytes = fieldBytes(side, field, to);
    const isIndistinguishable = looksAlike(side, target, to);
    const place = { rva: field.rva, bytes, isIndistinguishable };
    const made = damage(side, `${kind}: ${what}` as DamageKind, place);
    found.push({ ...made, isUniform: isUniform(side, target, to) });
  };
  if (kind === 'import') {
    if (other !== null) lead('another slot', other);
    return found;
  }
  const place = {
    call: 'another function',
    'data reference': 'another place',
    pointer: 'another target',
  };
  if (other !== null) lead(place[kind], other);
  lead('off by 1', target + 1);
  lead('off by 4', target + 4);
  if (kind === 'call' && from !== null) lead('displacement of zero', from);
  return found;
}

function fieldBytes({ contents }: ImageSide, { size, from }: Field, to: number): number[] {
  const bytes = Buffer.alloc(size);
  if (from !== null) bytes.writeInt32LE(to - from);
  else if (size === 8) bytes.writeBigUInt64LE(contents.imageBase + BigInt(to));
  else bytes.writeUInt32LE(Number(contents.imageBase) + to);
  return [...bytes];
}

/** Whether two places hold the same: code that does the same, an import of one name, equal data for some way. */
function looksAlike({ contents, image }: ImageSide, one: number, other: number): boolean {
  if (image.slots.get(one) !== image.slots.get(other)) return false;
  if (contents.isCode(one) && contents.isCode(other)) return isAlikeCode(image, one, other);
  const [a, b] = [contents.bytes(one, LOOKED_AT), contents.bytes(other, LOOKED_AT)];
  return Buffer.from(a).equals(b);
}

/**
 * Whether two places have nothing but one value, over and over, from the first of them up to where something
 * else begins after the second: an address that moves within it leads to the same.
 */
function isUniform({ contents, starts }: ImageSide, one: number, other: number): boolean {
  const [from, to] = [Math.min(one, other), Math.max(one, other)];
  if (contents.isCode(from) || starts.softEnd(from) <= to) return false;
  const bytes = contents.bytes(from, starts.softEnd(to) - from);
  return bytes.every((byte) => byte === bytes[0]);
}

function damage(
  { contents }: ImageSide,
  kind: DamageKind,
  {
    rva,
    bytes,
    isIndistinguishable = false,
  }: {
    readonly rva: number;
    readonly bytes: readonly number[];
    readonly isIndistinguishable?: boolean;
  },
): Damage {
  const fileOffset = contents.fileOffset(rva);
  if (fileOffset === null) throw new Error(`${hex(rva)} is not in the file`);
  const written = Uint8Array.from(bytes);
  return { kind, rva, fileOffset, bytes: written, isIndistinguishable, isUniform: false };
}
