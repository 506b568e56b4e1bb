import type { MutatedFile } from './mutant';

/** Faults of `reference/link/image-bytes.ts`. */
export const IMAGE_BYTES: MutatedFile = {
  file: 'image-bytes.ts',
  mutations: [
    {
      name: 'cut-is-not-zeroed',
      kind: 'mapped-file',
      find: `if (length < this.#length) this.fill(length as FileOffset, 0, this.#length - length);
    else if`,
      replace: 'if',
      sameProgram: 'no linker cuts its file: the root of its nodes only grows',
    },
    {
      name: 'insert-leaves-old-bytes',
      kind: 'mapped-file',
      find: 'this.#bytes.fill(0, at, at + count);',
      replace: '',
    },
    {
      name: 'insert-forgets-last-byte',
      kind: 'mapped-file',
      find: 'this.#bytes.copyWithin(at + count, at, oldLength);',
      replace: 'this.#bytes.copyWithin(at + count, at, oldLength - 1);',
      sameProgram:
        'where a host inserts ranges, a file has room at its end: half of what the root was last asked for, and each range makes the root longer, too',
    },
    {
      name: 'move-leaves-old-bytes',
      kind: 'mapped-file',
      find: 'this.#bytes.fill(0, from, from + size);',
      replace: '',
      sameProgram:
        'old bytes stay where nothing lies any more; what comes there writes all of its own',
    },
    {
      name: 'move-forgets-last-byte',
      kind: 'mapped-file',
      find: 'this.#bytes.copyWithin(to, from, from + size);',
      replace: 'this.#bytes.copyWithin(to, from, from + size - 1);',
    },
    {
      name: 'write-long-from-start',
      kind: 'updates',
      find: 'source : source.subarray(start, end), at);',
      replace: 'source : source.subarray(0, size), at);',
    },
    {
      name: 'write-short-cut',
      kind: 'updates',
      find: 'for (let i = 0; i < size; i += 1) bytes[at + i]',
      replace: 'for (let i = 0; i < Math.min(size, 31); i += 1) bytes[at + i]',
    },
    {
      name: 'fill-zero-only',
      kind: 'updates',
      find: 'this.#bytes.fill(byte, at, at + count);',
      replace: 'this.#bytes.fill(0, at, at + count);',
    },
    {
      name: 'fill-skips-zero',
      kind: 'updates',
      find: 'this.#bytes.fill(byte, at, at + count);',
      replace: 'if (byte !== 0) this.#bytes.fill(byte, at, at + count);',
    },
    {
      name: 'fill-one-short',
      kind: 'updates',
      find: 'this.#bytes.fill(byte, at, at + count);',
      replace: 'this.#bytes.fill(byte, at, at + count - 1);',
    },
    {
      name: 'uint16-big-endian',
      kind: 'headers',
      find: 'this.#view.setUint16(at, value, true);',
      replace: 'this.#view.setUint16(at, value, false);',
    },
    {
      name: 'uint64-without-high-half',
      kind: 'relocations',
      find: 'this.#view.setUint32(at + 4, Math.floor(value / 0x1_0000_0000), true);',
      replace: 'this.#view.setUint32(at + 4, 0, true);',
    },
    {
      name: 'uint64-keeps-high-half',
      kind: 'relocations',
      find: 'this.#view.setUint32(at + 4, Math.floor(value / 0x1_0000_0000), true);',
      replace: '',
    },
    {
      name: 'uint64-high-half-of-bit-31',
      kind: 'relocations',
      find: 'this.#view.setUint32(at + 4, Math.floor(value / 0x1_0000_0000), true);',
      replace: 'this.#view.setUint32(at + 4, Math.round(value / 0x1_0000_0000), true);',
    },
    {
      name: 'big-uint64-low-half',
      kind: 'relocations',
      find: 'this.#view.setBigUint64(at, value, true);',
      replace: 'this.#view.setBigUint64(at, BigInt.asUintN(32, value), true);',
    },
    {
      name: 'pages-start-clean',
      kind: 'in-place',
      find: 'this.#markDirty(0, this.#length);',
      replace: '',
    },
    {
      name: 'move-not-patched',
      kind: 'in-place',
      find: 'this.#touch(to, to + size);',
      replace: '',
    },
    {
      name: 'move-source-not-patched',
      kind: 'in-place',
      find: 'this.#touch(from, from + size);',
      replace: '',
      sameProgram:
        'the file keeps old bytes where nothing lies any more; what comes there writes all of its own',
    },
    {
      name: 'insert-not-patched',
      kind: 'in-place',
      find: 'this.#touch(at, this.#length);',
      replace: '',
    },
    {
      name: 'write-not-patched',
      kind: 'in-place',
      find: `bytes.set(start === 0 && end === source.length ? source : source.subarray(start, end), at);
    }`,
      replace: `bytes.set(start === 0 && end === source.length ? source : source.subarray(start, end), at);
      return;
    }`,
    },
    {
      name: 'fill-not-patched',
      kind: 'in-place',
      find: 'this.#touch(at, at + count);',
      replace: '',
    },
    {
      name: 'uint16-not-patched',
      kind: 'in-place',
      find: 'this.#touch(at, at + 2);',
      replace: '',
    },
    {
      name: 'uint32-not-patched',
      kind: 'in-place',
      find: 'this.#touch(at, at + 4);',
      replace: '',
    },
    {
      name: 'page-border-not-patched',
      kind: 'in-place',
      find: 'page <= last; page += 1) dirty[page] = 1;',
      replace: 'page < last; page += 1) dirty[page] = 1;',
    },
    {
      name: 'last-byte-on-next-page-not-patched',
      kind: 'in-place',
      find: 'const last = Math.floor((end - 1) / DIRTY_PAGE_SIZE);',
      replace: 'const last = Math.floor((end - 2) / DIRTY_PAGE_SIZE);',
    },
    {
      name: 'last-page-not-patched',
      kind: 'in-place',
      find: 'const pages = Math.ceil(this.#length / DIRTY_PAGE_SIZE);',
      replace: 'const pages = Math.floor(this.#length / DIRTY_PAGE_SIZE);',
      sameProgram:
        'headers and sections start and end at pages of the file, so a page that its end cuts holds none of them; it is zero, and so is the file there',
    },
    {
      name: '256-pages-patched',
      kind: 'in-place',
      find: 'const pages = Math.ceil(this.#length / DIRTY_PAGE_SIZE);',
      replace: 'const pages = Math.min(256, Math.ceil(this.#length / DIRTY_PAGE_SIZE));',
    },
    {
      name: 'pages-stay-dirty',
      kind: 'in-place',
      find: `dirty[page] = 0;
      yield`,
      replace: `dirty[page] = 2;
      yield`,
      equivalent: 'only a 1 stands for a changed page',
    },
    {
      name: 'grown-buffer-forgets-dirty-pages',
      kind: 'in-place',
      find: 'dirty.set(this.#dirty);',
      replace: '',
    },
    {
      name: 'grown-buffer-tracks-old-pages',
      kind: 'in-place',
      find: 'const dirty = new Uint8Array(Math.ceil(capacity / DIRTY_PAGE_SIZE));',
      replace: 'const dirty = new Uint8Array(this.#dirty.length);',
    },
  ],
};
