import type { Difference } from './difference';
import { hex } from '../text/numbers';
import type { PlacedNode } from './placed-node';

/** A node that has another size. Where all functions grow there is one for each: its words are made when asked for. */
export class ResizedNode implements Difference {
  readonly kind = 'node';
  readonly #before: PlacedNode;
  readonly #after: PlacedNode;

  constructor(before: PlacedNode, after: PlacedNode) {
    this.#before = before;
    this.#after = after;
  }

  get key(): string {
    return `node.${this.#before.key}.size`;
  }

  get message(): string {
    const verb = this.#after.size > this.#before.size ? 'grew' : 'shrank';
    return `${this.#before.key} ${verb}: ${this.before} → ${this.after} bytes`;
  }

  get before(): string {
    return hex(this.#before.size);
  }

  get after(): string {
    return hex(this.#after.size);
  }
}
