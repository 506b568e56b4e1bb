import type { MutatedFile } from './mutant';

/** Faults of `reference/link/symbol-writer.ts`. */
export const SYMBOL_WRITER: MutatedFile = {
  file: 'symbol-writer.ts',
  mutations: [
    {
      name: 'write-cuts-last-byte',
      kind: 'updates',
      find: 'this.#mf.image.write((this.#start + this.#end) as FileOffset, bytes, start, end);',
      replace:
        'this.#mf.image.write((this.#start + this.#end) as FileOffset, bytes, start, Math.max(start + 1, end - 1));',
    },
    {
      name: 'write-from-start',
      kind: 'updates',
      find: 'this.#mf.image.write((this.#start + this.#end) as FileOffset, bytes, start, end);',
      replace: 'this.#mf.image.write(this.#start, bytes, start, end);',
    },
    {
      name: 'write-room-off-by-one',
      kind: 'updates',
      find: `if (this.#end + size > this.#capacity) this.#grow(this.#end + 2 * size + 1);
    this.#mf.image.write`,
      replace: `if (this.#end + size > this.#capacity + 1) this.#grow(this.#end + 2 * size + 1);
    this.#mf.image.write`,
    },
    {
      name: 'write-grows-a-byte-less',
      kind: 'updates',
      find: `this.#grow(this.#end + 2 * size + 1);
    this.#mf.image.write`,
      replace: `this.#grow(this.#end + 2 * size);
    this.#mf.image.write`,
      sameProgram: 'a node only holds less room',
    },
    {
      name: 'address-room-off-by-one',
      kind: 'updates',
      find: `if (this.#end + size > this.#capacity) this.#grow(this.#end + 2 * size + 1);
    const at`,
      replace: `if (this.#end + size > this.#capacity + 1) this.#grow(this.#end + 2 * size + 1);
    const at`,
    },
    {
      name: 'address-of-32-bits-written',
      kind: 'updates',
      find: 'if (size === 8) this.#mf.image.setUint64(at, address);',
      replace: 'if (size > 8) this.#mf.image.setUint64(at, address);',
      sameProgram:
        'the relocation that is added with the pointer is applied over it by the next flush',
    },
    {
      name: 'splat-zero-skipped',
      kind: 'updates',
      find: 'this.#mf.image.fill((this.#start + this.#end) as FileOffset, byte, count);',
      replace:
        'if (byte !== 0) this.#mf.image.fill((this.#start + this.#end) as FileOffset, byte, count);',
    },
    {
      name: 'splat-room-off-by-one',
      kind: 'updates',
      find: 'if (this.#end + count > this.#capacity) this.#grow(this.#end + count + 2);',
      replace: 'if (this.#end + count > this.#capacity + 1) this.#grow(this.#end + count + 2);',
    },
    {
      name: 'splat-of-255',
      kind: 'updates',
      find: 'this.#mf.image.fill((this.#start + this.#end) as FileOffset, byte, count);',
      replace:
        'this.#mf.image.fill((this.#start + this.#end) as FileOffset, byte, Math.min(count, 255));',
    },
    {
      name: 'rebase-reserves-nothing',
      kind: 'updates',
      find: `if (this.#end + count > this.#capacity) this.#grow(this.#end + count);
    else this.#checkOpen();`,
      replace: `this.#checkOpen();
    void count;`,
      sameProgram: 'room is only asked for later',
    },
    {
      name: 'grow-does-not-refresh',
      kind: 'updates',
      find: `this.#mf.resize(this.#node, total + Math.floor(total / 2));
    this.#refresh();`,
      replace: `this.#mf.resize(this.#node, total + Math.floor(total / 2));
    this.#capacity = this.#mf.nodes.size(this.#node);`,
    },
    {
      name: 'grow-without-reserve',
      kind: 'updates',
      find: 'this.#mf.resize(this.#node, total + Math.floor(total / 2));',
      replace: 'this.#mf.resize(this.#node, total);',
      sameProgram: 'a node only holds less room',
    },
    {
      name: 'open-keeps-end',
      kind: 'updates',
      find: `this.#node = node;
    this.#end = 0;`,
      replace: 'this.#node = node;',
    },
  ],
};
