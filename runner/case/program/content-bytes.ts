import type { Machine } from '../../../reference';
import { Step, STEP_SIZE, type Content, type Target } from '../link-script/content';

/** A field of content that gets an address. */
export interface ContentField {
  /** Bytes from the start of the content. */
  readonly offset: number;
  /** Name in IMAGE.REL of the machine. */
  readonly type: string;
  readonly target: Target;
  readonly addend: number;
}

/** Content as bytes, and its fields. */
export interface FlatContent {
  /** The bytes; zero where pointers are. */
  readonly bytes: Uint8Array;
  /** In the order in which they were added. */
  readonly fields: readonly ContentField[];
}

/** The bytes and fields of content, regardless of the single writes. */
export function flattenContent(content: Content, machine: Machine): FlatContent {
  const pointerSize = machine === 'AMD64' ? 8 : 4;
  const pointerType = machine === 'AMD64' ? 'ADDR64' : 'DIR32';
  const pieces: Uint8Array[] = [];
  const fields: ContentField[] = [];
  let end = 0;
  const add = (piece: Uint8Array): void => {
    pieces.push(piece);
    end += piece.length;
  };
  const { steps, bytes, pointers, relocs } = content;
  for (let i = 0; i < steps.length; i += STEP_SIZE) {
    const first = steps[i + 1] as number;
    const second = steps[i + 2] as number;
    switch (steps[i] as number) {
      case Step.WRITE:
        add(bytes.subarray(first, second));
        break;
      case Step.SPLAT:
        add(new Uint8Array(second).fill(first));
        break;
      case Step.POINTER: {
        const { target, addend } = pointers[first] as Content['pointers'][number];
        fields.push({ offset: end, type: pointerType, target, addend });
        add(new Uint8Array(pointerSize));
        break;
      }
      case Step.RELOC:
        fields.push(relocs[first] as Content['relocs'][number]);
    }
  }
  return { bytes: Buffer.concat(pieces), fields };
}
