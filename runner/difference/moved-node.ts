import type { ImagePair } from './image-pair';
import type { Difference } from './difference';
import { hex, hexChange } from '../text/numbers';
import { causeOfMove } from './node-causes';
import type { PlacedNode } from './placed-node';

/**
 * A node that lies elsewhere in its parent. When a large section slides there is one for each of its nodes,
 * and few are shown: so the words are made when they are asked for.
 */
export class MovedNode implements Difference {
  readonly kind = 'node';
  readonly #images: ImagePair;
  readonly #before: PlacedNode;
  readonly #after: PlacedNode;

  constructor(images: ImagePair, before: PlacedNode, after: PlacedNode) {
    this.#images = images;
    this.#before = before;
    this.#after = after;
  }

  get key(): string {
    return `node.${this.#before.key}.offset`;
  }

  get message(): string {
    const { key, rva, offset } = this.#before;
    const { rva: newRva, offset: now } = this.#after;
    const rvas = rva === null || newRva === null ? '' : ` (RVA ${hex(rva)} → ${hex(newRva)})`;
    return `${key} moved: ${hex(offset)} → ${hex(now)} in ${this.#parent}${rvas}`;
  }

  get before(): string {
    return hex(this.#before.offset);
  }

  get after(): string {
    return hex(this.#after.offset);
  }

  get cause(): string | undefined {
    if (this.#before.parent?.key !== this.#after.parent?.key) return undefined;
    return causeOfMove(this.#images, this.#before, this.#after) ?? undefined;
  }

  get group(): string {
    const change = hexChange(this.#before.offset, this.#after.offset);
    return `nodes of ${this.#parent} moved by ${change}`;
  }

  get #parent(): string {
    return this.#after.parent?.key ?? '(none)';
  }
}
