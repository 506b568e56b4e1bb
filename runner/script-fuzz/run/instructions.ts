import type { ItemTarget } from '../script/fuzz-script';
import { bytes, type Piece } from '../make/content-pieces';

/** A target, and the bytes that a reference leads beyond its start. */
export interface Reference {
  readonly target: ItemTarget;
  readonly addend: number;
}

function withField(
  before: string,
  { target, addend }: Reference,
  type = 'REL32',
  after = '',
): Piece {
  const zeros = type === 'ADDR64' ? '00'.repeat(8) : '00'.repeat(4);
  const offset = before.length / 2;
  return bytes(`${before}${zeros}${after}`, { offset, target, type, addend });
}

function hex32(value: number): string {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value >>> 0);
  return buffer.toString('hex');
}

/**
 * The instructions of AMD64 that programs which run are made of. `Machine` in `machine.ts` knows the same ones, by
 * their bytes.
 */
export const INSTRUCTIONS = {
  /** Room for what is called, and a stack that is aligned as calls want it. */
  enter: bytes('4883ec28'),
  leave: bytes('4883c428'),
  ret: bytes('c3'),
  /** mov eax,[reference] */
  load: (from: Reference): Piece => withField('8b05', from),
  /** mov rax,[reference] */
  loadPointer: (from: Reference): Piece => withField('488b05', from),
  /** mov eax,[rax] */
  follow: bytes('8b00'),
  /** lea rax,[reference] */
  address: (of: Reference): Piece => withField('488d05', of),
  /** mov rax,reference */
  wholeAddress: (of: Reference): Piece => withField('48b8', of, 'ADDR64'),
  /** mov eax,value */
  constant: (value: number): Piece => bytes(`b8${hex32(value)}`),
  /** mov ecx,value */
  argument: (value: number): Piece => bytes(`b9${hex32(value)}`),
  call: (target: ItemTarget): Piece => withField('e8', { target, addend: 0 }),
  /** add [reference],eax */
  add: (to: Reference): Piece => withField('0105', to),
  /** add dword [reference],value */
  addConstant: (to: Reference, value: number): Piece =>
    withField('8105', to, 'REL32_4', hex32(value)),
  /** rol dword [reference],count */
  rotate: (what: Reference, count: number): Piece =>
    withField('c105', what, 'REL32_1', count.toString(16).padStart(2, '0')),
} as const;
