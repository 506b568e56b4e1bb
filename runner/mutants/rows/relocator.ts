import type { MutatedFile } from './mutant';

/** Faults of `reference/link/relocator.ts`. */
export const RELOCATOR: MutatedFile = {
  file: 'relocator.ts',
  mutations: [
    {
      name: 'location-relocs-first-only',
      kind: 'relocations',
      find: 'ri = relocs.nextInLoc(ri);',
      replace: 'break;',
    },
    {
      name: 'location-relocs-while-moving',
      kind: 'relocations',
      find: `      if (observer !== null) this.#tellLocationWaits(si, observer);
      return;
    }`,
      replace: '}',
      sameProgram: 'a field is written too early, and again when the move is acted upon',
    },
    {
      name: 'location-relocs-of-moving-targets',
      kind: 'relocations',
      find: 'if (this.#isAtRest(target) && (heldBack',
      replace: 'if ((heldBack',
      sameProgram: "a field is written too early, and again when the target's move is acted upon",
    },
    {
      name: 'target-relocs-not-applied',
      kind: 'relocations',
      find: `applyTargetRelocs(si: SymbolIndex): void {
`,
      replace: `applyTargetRelocs(si: SymbolIndex): void {
    if (si >= 0) return;
`,
    },
    {
      name: 'target-relocs-newest-only',
      kind: 'relocations',
      find: 'ri = relocs.nextOfTarget(ri);',
      replace: 'break;',
    },
    {
      name: 'target-relocs-of-moving-fields',
      kind: 'relocations',
      find: 'if (this.#isAtRest(loc)) {',
      replace: 'if (symbols.node(loc) !== NodeIndex.NONE) {',
      sameProgram: 'a field is written too early, and again when its own move is acted upon',
    },
    {
      name: 'at-rest-ignores-moves',
      kind: 'relocations',
      find: 'return ni !== NodeIndex.NONE && !this.#mf.hasMoved(ni);',
      replace: 'return ni !== NodeIndex.NONE;',
      sameProgram: 'fields are written too early, and again when moves are acted upon',
    },
    {
      name: 'apply-ignores-offset',
      kind: 'relocations',
      find: 'const at = (locStart + offset) as FileOffset;',
      replace: 'const at = locStart;',
    },
    {
      name: 'apply-ignores-addend',
      kind: 'relocations',
      find: 'const targetRva = targetBaseRva + relocs.addend(ri);',
      replace: 'const targetRva: number = targetBaseRva;',
    },
    {
      name: 'apply-subtracts-addend',
      kind: 'relocations',
      find: 'const targetRva = targetBaseRva + relocs.addend(ri);',
      replace: 'const targetRva = targetBaseRva - relocs.addend(ri);',
    },
    {
      name: 'apply-ignores-negative-addends',
      kind: 'relocations',
      find: 'const targetRva = targetBaseRva + relocs.addend(ri);',
      replace: 'const targetRva = targetBaseRva + Math.max(0, relocs.addend(ri));',
    },
    {
      name: 'apply-takes-addend-as-byte',
      kind: 'relocations',
      find: 'const targetRva = targetBaseRva + relocs.addend(ri);',
      replace: 'const targetRva = targetBaseRva + ((relocs.addend(ri) << 24) >> 24);',
    },
    {
      name: 'apply-takes-addend-as-word',
      kind: 'relocations',
      find: 'const targetRva = targetBaseRva + relocs.addend(ri);',
      replace: 'const targetRva = targetBaseRva + ((relocs.addend(ri) << 16) >> 16);',
    },
    {
      name: 'relative-without-field-offset',
      kind: 'relocations',
      find: 'targetRva - (locRva + offset + this.#kinds.origin(type));',
      replace: 'targetRva - (locRva + this.#kinds.origin(type));',
    },
    {
      name: 'relative-from-field-start',
      kind: 'relocations',
      find: 'targetRva - (locRva + offset + this.#kinds.origin(type));',
      replace: 'targetRva - (locRva + offset);',
    },
    {
      name: 'relative-overflow-cut',
      kind: 'relocations',
      find: 'if (value !== (value | 0)) this.#overflow(ri, value);',
      replace: '',
      sameProgram:
        'programs that fit are the same; no case has one that must be refused, but adapter-test has a distance',
    },
    {
      name: 'relative-16-overflow-cut',
      kind: 'i386',
      find: 'if (value < -0x8000 || value > 0x7fff) this.#overflow(ri, value);',
      replace: '',
      sameProgram:
        'programs that fit are the same; no case has one that must be refused, which has no image',
    },
    {
      name: 'relative-16-unsigned',
      kind: 'i386',
      find: 'if (value < -0x8000 || value > 0x7fff) this.#overflow(ri, value);',
      replace: 'if (value < 0 || value > 0xffff) this.#overflow(ri, value);',
    },
    {
      name: 'relative-16-as-32',
      kind: 'i386',
      find: `image.setUint16(at, value);
        }`,
      replace: `image.setUint32(at, value);
        }`,
    },
    {
      name: 'rva-with-image-base',
      kind: 'relocations',
      find: 'image.setUint32(at, targetRva);',
      replace: 'image.setUint32(at, targetRva + this.#imageBase);',
    },
    {
      name: 'rva-of-24-bits',
      kind: 'relocations',
      find: 'image.setUint32(at, targetRva);',
      replace: 'image.setUint32(at, targetRva & 0xff_ffff);',
    },
    {
      name: 'rva-overflow-cut',
      kind: 'relocations',
      find: 'if (targetRva !== targetRva >>> 0) this.#overflow(ri, targetRva);',
      replace: '',
      sameProgram:
        'programs that fit are the same; one that does not must be refused, which has no image',
    },
    {
      name: 'unknown-types-passed-over',
      kind: 'relocations',
      find: `throw new LinkError(
          'unsupported',
          \`\${this.#where(ri)}: the real linker does not`,
      replace: `return;
        throw new LinkError(
          'unsupported',
          \`\${this.#where(ri)}: the real linker does not`,
      sameProgram:
        'programs of known types are the same; the others must be refused, which have no image',
    },
    {
      name: 'address-without-base',
      kind: 'relocations',
      find: 'const address = this.#imageBase + targetRva;',
      replace: 'const address = targetRva;',
    },
    {
      name: 'address-below-base-cut',
      kind: 'relocations',
      find: 'if (targetRva < 0) this.#overflow(ri, targetRva);',
      replace: '',
      sameProgram:
        'programs that fit are the same; one that does not must be refused, which has no image',
    },
    {
      name: 'address-of-32-bits',
      kind: 'relocations',
      find: 'if (Number.isSafeInteger(address)) image.setUint64(at, address);',
      replace: 'if (Number.isSafeInteger(address)) image.setUint32(at, address);',
    },
    {
      name: 'wide-address-without-base',
      kind: 'relocations',
      find: 'image.setBigUint64(at, BigInt(this.#imageBase) + rva + addend);',
      replace: 'image.setBigUint64(at, rva + addend);',
    },
    {
      name: 'address-32-overflow-cut',
      kind: 'relocations',
      find: `if (address !== address >>> 0) this.#overflow(ri, address);
        image.setUint32(at, address);`,
      replace: 'image.setUint32(at, address);',
      sameProgram:
        'programs that fit are the same; one that does not must be refused, which has no image',
    },
    {
      name: 'addr32-is-an-rva',
      kind: 'relocations',
      find: `image.setUint32(at, address);
        return;
      default:`,
      replace: `image.setUint32(at, targetRva);
        return;
      default:`,
    },
    {
      name: 'address-16-overflow-cut',
      kind: 'i386',
      find: 'if (address > 0xffff) this.#overflow(ri, address);',
      replace: '',
      sameProgram:
        'no address fits 16 bits, so each such program must be refused, which has no image',
    },
    {
      name: 'dir16-of-four-bytes',
      kind: 'i386',
      find: `if (address > 0xffff) this.#overflow(ri, address);
        image.setUint16(at, address);`,
      replace: `if (address > 0xffff) this.#overflow(ri, address);
        image.setUint32(at, address);`,
      equivalent:
        'an address is the image base or more, which never fits 16 bits: it is refused before',
    },
    {
      name: 'field-beyond-node',
      kind: 'relocations',
      find: '<= size) return;',
      replace: '> 0) return;',
      sameProgram:
        'programs whose fields lie in their nodes are the same; the others must be refused, which have no image',
    },
    {
      name: 'field-up-to-content',
      kind: 'relocations',
      find: '<= size) return;',
      replace: '< size) return;',
    },
    {
      name: 'moved-relocs-of-fields-only',
      kind: 'relocations',
      find: 'this.#applyRelocsAtRest(events);',
      replace: '',
    },
    {
      name: 'moved-relocs-of-targets-only',
      kind: 'relocations',
      find: 'this.applyLocationRelocs(moved.at(i), heldBack);',
      replace: '',
    },
    {
      name: 'moved-relocs-of-everything',
      kind: 'relocations',
      find: 'if (events[target] === 0 || !this.#isAtRest(loc)) continue;',
      replace: 'if (!this.#isAtRest(loc)) continue;',
    },
    {
      name: 'moved-relocs-of-moving-fields',
      kind: 'relocations',
      find: 'if (events[target] === 0 || !this.#isAtRest(loc)) continue;',
      replace: 'if (events[target] === 0) continue;',
      equivalent: 'a field is written too early, and again when its own move is acted upon',
    },
    {
      name: 'moved-relocs-that-share-bytes',
      kind: 'relocations',
      find: 'if (this.#hasSharedBytes(si)) return false;',
      replace: '',
      sameProgram:
        'which of two fields that share bytes is written last depends on places anyway: no program can ask for it',
    },
    {
      name: 'moved-relocs-before-exports',
      kind: 'exports',
      find: '(heldBack.size === 0 || !heldBack.has(ri))',
      replace: 'heldBack.size >= 0',
    },
    {
      name: 'moved-relocs-but-first',
      kind: 'relocations',
      find: 'for (let i = moved.length - 1; i >= 0;',
      replace: 'for (let i = moved.length - 2; i >= 0;',
    },
    {
      name: 'moved-relocs-but-last',
      kind: 'relocations',
      find: 'for (let i = moved.length - 1; i >= 0;',
      replace: 'for (let i = moved.length - 1; i > 0;',
    },
  ],
};
