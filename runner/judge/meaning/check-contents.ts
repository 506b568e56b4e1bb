import { hex } from '../../text/numbers';
import type { ContentField } from '../../case/program/content-bytes';
import { exportedSymbol, symbolKey, type ProgramState } from '../../case/program/program-state';
import type { PlacedSymbol } from './check-placement';
import { fieldRelation } from './field-relation';
import { fieldTargetRva, fieldType, fieldValue, type FieldType } from './field-value';
import { dllOf, importKey, type ImportIndex } from './import-index';
import type { ReachedThunk } from './check-thunks';
import { importThunk } from './import-thunk';
import type { LoadedImage } from '../../image/read/loaded-image';
import type { MisfitKind } from './misfit';
import type { MisfitList } from './misfit-list';

/** How many bytes of wrong content are shown. */
const SHOWN = 8;

/** What content is compared with. */
export interface ContentJudge {
  readonly program: ProgramState;
  readonly loaded: LoadedImage;
  readonly placed: ReadonlyMap<string, PlacedSymbol>;
  readonly imports: ImportIndex;
  /** The widths in bytes of the addresses that the loader patches, by RVA; null if the image cannot be moved. */
  readonly relocated: ReadonlyMap<number, number> | null;
  /** The jumps to imports that fields lead to, by RVA: they are put here. */
  readonly thunks: Map<number, ReachedThunk>;
  readonly list: MisfitList;
}

/** A field and its place. */
interface PlacedField {
  readonly field: ContentField;
  readonly type: FieldType;
  readonly symbol: PlacedSymbol;
  /** RVA. */
  readonly at: number;
  /** Its bytes; fewer than its width if it ends after the content. */
  readonly bytes: Uint8Array;
}

/**
 * Checks the bytes of all symbols: their content, and in its fields the addresses of what they refer
 * to. A field may hold anything if it refers to a nav without content, or to a name that nothing is
 * exported under, or if it overlaps another field.
 */
export function checkContents(judge: ContentJudge): void {
  for (const symbol of judge.placed.values()) checkSymbol(judge, symbol);
}

function checkSymbol(judge: ContentJudge, symbol: PlacedSymbol): void {
  const { bytes: expected, fields } = symbol.content;
  const size = expected.length;
  const found = judge.loaded.bytes(symbol.rva, size);
  if (found === null) return;
  const { machine } = judge.program.options;
  /** Number of fields at each byte. */
  const cover = new Uint8Array(size);
  const placed: PlacedField[] = [];
  for (const field of fields) {
    const type = fieldType(machine, field.type);
    if (type === null) continue;
    const end = Math.min(field.offset + type.width, size);
    for (let i = field.offset; i < end; i += 1) cover[i] = Math.min(2, (cover[i] ?? 0) + 1);
    const bytes = found.subarray(field.offset, end);
    placed.push({ field, type, symbol, at: symbol.rva + field.offset, bytes });
  }
  checkBytes(symbol, found, cover, judge.list);
  for (const one of placed) {
    const { offset } = one.field;
    if (!cover.subarray(offset, offset + one.bytes.length).includes(2)) checkField(judge, one);
    if (one.type.kind === 'address') checkRelocated(judge, one);
  }
}

function checkBytes(
  { key, content }: PlacedSymbol,
  found: Uint8Array,
  cover: Uint8Array,
  list: MisfitList,
): void {
  const expected = content.bytes;
  const wrong = firstWrong(expected, found, cover);
  if (wrong === null) return;
  const part = (bytes: Uint8Array): string =>
    Buffer.from(bytes.subarray(wrong, wrong + SHOWN)).toString('hex');
  list.add('wrong-content', { symbol: key, offset: wrong }, part(found), part(expected));
}

/** Index of the first byte that is wrong and in no field. A loop: a call for each byte takes ten times as long. */
function firstWrong(expected: Uint8Array, found: Uint8Array, cover: Uint8Array): number | null {
  for (let i = 0; i < expected.length; i += 1) {
    if (expected[i] !== found[i] && cover[i] === 0) return i;
  }
  return null;
}

function checkField(judge: ContentJudge, placed: PlacedField): void {
  const { target } = placed.field;
  if (target.kind === 'global' && target.libName !== null) {
    checkImport(judge, placed, target.name, target.libName);
    return;
  }
  const named = target.kind === 'global' ? judge.program.exportNamed(target.name) : null;
  if (target.kind === 'global' && named === null) return;
  const symbol = target.kind === 'global' ? named && exportedSymbol(named.exported) : target;
  const key = symbol === null ? '' : symbolKey(symbol);
  const there = judge.placed.get(key);
  if (there === undefined) return;
  const { imageBase } = judge.loaded;
  const { type, field, at, bytes } = placed;
  const whole = fieldValue(type, at, there, field.addend, imageBase);
  const expected = BigInt.asUintN(bytes.length * 8, whole);
  const found = little(bytes);
  if (found === expected) return;
  const kind = target.kind === 'global' ? 'export-not-followed' : 'wrong-reference';
  const name = target.kind === 'global' ? `extern ${target.name}, ${key}` : key;
  const relation = `${field.type} ${fieldRelation(found, expected, bytes.length)}`;
  report(judge, placed, kind, `${hex(expected)}, to ${name} at ${hex(there.rva)}`, relation);
}

function checkImport(
  judge: ContentJudge,
  placed: PlacedField,
  name: string,
  libName: string,
): void {
  const { type, field, at, bytes } = placed;
  if (bytes.length < type.width) return;
  const { loaded, imports, program } = judge;
  const rva = fieldTargetRva(type, at, little(bytes), field.addend, loaded.imageBase);
  if (rva === null) return;
  const dll = dllOf(libName);
  const key = importKey(dll, name);
  const slots = imports.slots(dll, name);
  const thunk = importThunk(loaded, rva, program.options.machine);
  if (thunk !== null && slots.has(thunk.slot)) {
    judge.thunks.set(rva, { key, start: rva, field: thunk.field });
    return;
  }
  const { content } = placed.symbol;
  const isCall = placed.symbol.definition.isCode && isBranch(content.bytes, field.offset);
  if (!isCall && slots.has(rva)) return;
  const where = [...slots].map((one) => hex(one)).join(', ');
  const through =
    where === ''
      ? `${key}, which is not in the import tables`
      : `${key} through its slot at ${where}`;
  report(
    judge,
    placed,
    'import-not-reached',
    isCall ? `a jump to ${through}` : through,
    field.type,
  );
}

/** If an image is moved, an address stays right only with a base relocation for it. */
function checkRelocated({ relocated, list }: ContentJudge, placed: PlacedField): void {
  const { field, type, symbol, at } = placed;
  if (relocated === null || relocated.get(at) === type.width) return;
  const found = `an address of ${hex(type.width)} bytes at ${hex(at)}, in an image that may be moved`;
  const where = { symbol: symbol.key, offset: field.offset };
  list.add('no-base-relocation', where, found, 'a base relocation for it');
}

/**
 * Whether a field is the distance in a `call`, `jmp` or conditional jump. These need code at the
 * other end.
 */
function isBranch(bytes: Uint8Array, offset: number): boolean {
  const opcode = bytes[offset - 1] ?? 0;
  if (opcode === 0xe8 || opcode === 0xe9) return true;
  return opcode >= 0x80 && opcode <= 0x8f && bytes[offset - 2] === 0x0f;
}

function report(
  judge: ContentJudge,
  placed: PlacedField,
  kind: MisfitKind,
  expected: string,
  relation: string,
): void {
  const { field, type, symbol, at, bytes } = placed;
  const value = little(bytes);
  const rva = fieldTargetRva(type, at, value, field.addend, judge.loaded.imageBase);
  const leads = rva === null || bytes.length < type.width ? '' : `, which leads to ${hex(rva)}`;
  const found = `${field.type} ${hex(value)}${leads}`;
  judge.list.add(kind, { symbol: symbol.key, offset: field.offset }, found, expected, relation);
}

function little(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i -= 1) value = (value << 8n) | BigInt(bytes[i] ?? 0);
  return value;
}
