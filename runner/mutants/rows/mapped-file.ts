import type { MutatedFile } from './mutant';

/** Faults of `reference/link/mapped-file.ts`. */
export const MAPPED_FILE: MutatedFile = {
  file: 'mapped-file.ts',
  mutations: [
    {
      name: 'reserve-none',
      kind: 'mapped-file',
      find: `return size + Math.floor(size / 2);
}

/**
 * A tree`,
      replace: `return size;
}

/**
 * A tree`,
      sameProgram: 'a parent only grows more often',
    },
    {
      name: 'reserve-double',
      kind: 'mapped-file',
      find: `return size + Math.floor(size / 2);
}

/**
 * A tree`,
      replace: `return size * 2;
}

/**
 * A tree`,
      sameProgram: 'a parent only holds more room',
    },
    {
      name: 'reserve-a-byte-more',
      kind: 'mapped-file',
      find: `return size + Math.floor(size / 2);
}

/**
 * A tree`,
      replace: `return size + Math.ceil(size / 2);
}

/**
 * A tree`,
      sameProgram: 'a parent only holds a byte more',
    },
    {
      name: 'add-ignores-alignment',
      kind: 'mapped-file',
      find: 'const offset = alignForward(nodes.end(prev), alignment);',
      replace: 'const offset = nodes.end(prev);',
    },
    {
      name: 'add-overlaps-predecessor',
      kind: 'mapped-file',
      find: 'const offset = alignForward(nodes.end(prev), alignment);',
      replace:
        'const offset = alignForward(prev === NodeIndex.NONE ? 0 : nodes.offset(prev), alignment);',
    },
    {
      name: 'add-forgets-predecessor',
      kind: 'mapped-file',
      find: `nodes.setPrev(ni, prev);
    // Quirk`,
      replace: `nodes.setPrev(ni, NodeIndex.NONE);
    // Quirk`,
    },
    {
      name: 'add-without-room',
      kind: 'mapped-file',
      find: 'if (offset > nodes.size(parent)) this.resize(parent, offset);',
      replace: '',
      sameProgram:
        'the section grows right after, when the node is given its size, and reserves more',
    },
    {
      name: 'add-drops-moved-event',
      kind: 'mapped-file',
      find: 'if (options.moved === true) this.moved(ni);',
      replace: '',
    },
    {
      name: 'add-all-fixed',
      kind: 'mapped-file',
      find: '(options.fixed === true ? NodeFlag.FIXED : 0)',
      replace: 'NodeFlag.FIXED',
    },
    {
      name: 'add-none-fixed',
      kind: 'mapped-file',
      find: '(options.fixed === true ? NodeFlag.FIXED : 0)',
      replace: '0',
    },
    {
      name: 'add-none-bubbles',
      kind: 'mapped-file',
      find: '(options.bubblesMoved === false ? 0 : NodeFlag.BUBBLES_MOVED)',
      replace: '0',
    },
    {
      name: 'add-all-bubble',
      kind: 'mapped-file',
      find: '(options.bubblesMoved === false ? 0 : NodeFlag.BUBBLES_MOVED)',
      replace: 'NodeFlag.BUBBLES_MOVED',
    },
    {
      name: 'add-keeps-resized-flag',
      kind: 'mapped-file',
      find: 'nodes.flags(ni) & ~(NodeFlag.MOVED | NodeFlag.RESIZED));',
      replace: 'nodes.flags(ni) & ~NodeFlag.MOVED);',
    },
    {
      name: 'add-keeps-moved-flag',
      kind: 'mapped-file',
      find: 'nodes.flags(ni) & ~(NodeFlag.MOVED | NodeFlag.RESIZED));',
      replace: 'nodes.flags(ni) & ~NodeFlag.RESIZED);',
    },
    {
      name: 'resize-ignores-alignment',
      kind: 'mapped-file',
      find: 'const newSize = alignForward(requested, alignment);',
      replace: 'const newSize = requested;',
    },
    {
      name: 'resize-never-cuts',
      kind: 'mapped-file',
      find: 'const newSize = alignForward(requested, alignment);',
      replace:
        'const newSize = Math.max(alignForward(requested, alignment), ni === NodeIndex.ROOT ? 0 : nodes.size(ni));',
      sameProgram: 'nothing is ever cut but by a request of its own size',
    },
    {
      name: 'room-check-off-by-one',
      kind: 'mapped-file',
      find: 'if (offset + newSize <= room) {',
      replace: 'if (offset + newSize < room) {',
      sameProgram: 'a node that exactly fits moves or makes room needlessly',
    },
    {
      name: 'room-check-off-by-one-beyond',
      kind: 'mapped-file',
      find: 'if (offset + newSize <= room) {',
      replace: 'if (offset + newSize <= room + 1) {',
    },
    {
      name: 'room-check-beyond-by-alignment',
      kind: 'mapped-file',
      find: 'if (offset + newSize <= room) {',
      replace: 'if (offset + newSize < room + alignment) {',
    },
    {
      name: 'room-ignores-next',
      kind: 'mapped-file',
      find: 'const room = next === NodeIndex.NONE ? nodes.size(parent) : nodes.offset(next);',
      replace: 'const room = nodes.size(parent);',
    },
    {
      name: 'room-ignores-parent',
      kind: 'mapped-file',
      find: 'const room = next === NodeIndex.NONE ? nodes.size(parent) : nodes.offset(next);',
      replace: 'const room = next === NodeIndex.NONE ? 2 ** 31 : nodes.offset(next);',
    },
    {
      name: 'never-inserts',
      kind: 'mapped-file',
      find: 'const insertsHere = this.host.insertsRanges && alignment >= this.host.blockSize;',
      replace: 'const insertsHere = false;',
      sameProgram: 'the linker floats nodes as it does on hosts that cannot insert',
    },
    {
      name: 'always-inserts',
      kind: 'mapped-file',
      find: 'const insertsHere = this.host.insertsRanges && alignment >= this.host.blockSize;',
      replace: 'const insertsHere = this.host.insertsRanges;',
      sameProgram: 'what grows stays, and what follows moves up, whole',
    },
    {
      name: 'inserts-above-block-size-only',
      kind: 'mapped-file',
      find: 'alignment >= this.host.blockSize;',
      replace: 'alignment > this.host.blockSize;',
      sameProgram: 'sections float as on hosts that cannot insert',
    },
    {
      name: 'insert-without-parents-room',
      kind: 'mapped-file',
      find: `if (needed > nodes.size(parent)) {
`,
      replace: `if (false as boolean) {
`,
      sameProgram:
        'a range that is inserted makes all parents as much longer; only their reserve is missing',
    },
    {
      name: 'insert-grows-by-size',
      kind: 'mapped-file',
      find: 'alignForward(withReserve(requested), alignment) - oldSize;',
      replace: 'alignForward(requested, alignment) - oldSize;',
      sameProgram: 'it reserves nothing',
    },
    {
      name: 'float-without-room',
      kind: 'mapped-file',
      find: 'if (target + newSize > nodes.size(parent)) {',
      replace: 'if (target > nodes.size(parent)) {',
    },
    {
      name: 'float-target-unaligned',
      kind: 'mapped-file',
      find: 'const target = alignForward(nodes.end(nodes.last(parent)), alignment);',
      replace: 'const target = nodes.end(nodes.last(parent));',
    },
    {
      name: 'float-leaves-bytes',
      kind: 'mapped-file',
      find: `if ((nodes.flags(ni) & NodeFlag.HAS_CONTENT) !== 0) {
          this.#moveBytes(parent, offset, target, oldSize);`,
      replace: `if (false as boolean) {
          this.#moveBytes(parent, offset, target, oldSize);`,
    },
    {
      name: 'float-always-moves-bytes',
      kind: 'mapped-file',
      find: `if ((nodes.flags(ni) & NodeFlag.HAS_CONTENT) !== 0) {
          this.#moveBytes(parent, offset, target, oldSize);`,
      replace: `{
          this.#moveBytes(parent, offset, target, oldSize);`,
      sameProgram: 'what has no content is zero, and moving it changes nothing that is used',
    },
    {
      name: 'float-moves-half',
      kind: 'mapped-file',
      find: 'this.#moveBytes(parent, offset, target, oldSize);',
      replace: 'this.#moveBytes(parent, offset, target, oldSize >> 1);',
    },
    {
      name: 'float-not-relinked',
      kind: 'mapped-file',
      find: `this.#linkLast(ni);
        if`,
      replace: 'if',
    },
    {
      name: 'fixed-floats',
      kind: 'mapped-file',
      find: 'if ((nodes.flags(ni) & NodeFlag.FIXED) === 0) {',
      replace: 'if (true as boolean) {',
    },
    {
      name: 'push-aside-ignores-grown-end',
      kind: 'mapped-file',
      find: 'Math.max(wantedEnd, nodes.end(nodes.last(parent))),',
      replace: 'nodes.end(nodes.last(parent)),',
      sameProgram:
        'only the import directory table pushes others aside; it grows by a row of 20 bytes, and the tables behind it have more',
    },
    {
      name: 'push-aside-ignores-last',
      kind: 'mapped-file',
      find: 'Math.max(wantedEnd, nodes.end(nodes.last(parent))),',
      replace: 'wantedEnd,',
    },
    {
      name: 'push-aside-own-alignment',
      kind: 'mapped-file',
      find: `nodes.alignment(next),
    );`,
      replace: `nodes.alignment(ni),
    );`,
      sameProgram:
        'the loader of x86 reads tables at any address, and names lie at even ones still',
    },
    {
      name: 'push-aside-without-room',
      kind: 'mapped-file',
      find: 'if (target + size > nodes.size(parent)) {',
      replace: 'if (target > nodes.size(parent)) {',
    },
    {
      name: 'push-aside-content-of-next',
      kind: 'mapped-file',
      find: `if ((nodes.flags(ni) & NodeFlag.HAS_CONTENT) !== 0) {
      this.#moveBytes(parent, nodes.offset(next), target, size);`,
      replace: `if ((nodes.flags(next) & NodeFlag.HAS_CONTENT) !== 0) {
      this.#moveBytes(parent, nodes.offset(next), target, size);`,
      sameProgram:
        'only the import directory table pushes others aside, and it has rows before it has neighbours: both have content',
    },
    {
      name: 'push-aside-leaves-bytes',
      kind: 'mapped-file',
      find: 'this.#moveBytes(parent, nodes.offset(next), target, size);',
      replace: '',
    },
    {
      name: 'push-aside-not-relinked',
      kind: 'mapped-file',
      find: 'this.#linkLast(next);',
      replace: '',
    },
    {
      name: 'push-aside-keeps-offset',
      kind: 'mapped-file',
      find: `this.#setLocation(next, target, size);
`,
      replace: `nodes.setLocation(next, target, size);
`,
    },
    {
      name: 'insert-at-start',
      kind: 'mapped-file',
      find: '(this.fileOffset(ni) + nodes.size(ni)) as FileOffset;',
      replace: 'this.fileOffset(ni);',
    },
    {
      name: 'insert-forgets-file',
      kind: 'mapped-file',
      find: 'this.image.insertZeros(at, grow);',
      replace: '',
    },
    {
      name: 'insert-forgets-siblings',
      kind: 'mapped-file',
      find: 'this.#setLocation(n, nodes.offset(n) + grow, nodes.size(n));',
      replace: '',
    },
    {
      name: 'insert-forgets-ancestors',
      kind: 'mapped-file',
      find: 'grown !== NodeIndex.NONE; grown = nodes.parent(grown)) {',
      replace: 'grown === ni; grown = nodes.parent(grown)) {',
    },
    {
      name: 'link-last-keeps-next',
      kind: 'mapped-file',
      find: `nodes.setNext(ni, NodeIndex.NONE);
    nodes.setLast(parent, ni);`,
      replace: 'nodes.setLast(parent, ni);',
    },
    {
      name: 'link-last-keeps-prev',
      kind: 'mapped-file',
      find: 'nodes.setPrev(ni, last);',
      replace: '',
    },
    {
      name: 'link-last-leaves-neighbour',
      kind: 'mapped-file',
      find: 'nodes.setPrev(next, prev);',
      replace: '',
    },
    {
      name: 'empty-keeps-content-flag',
      kind: 'mapped-file',
      find: 'if (size === 0) nodes.setFlags(ni, nodes.flags(ni) & ~NodeFlag.HAS_CONTENT);',
      replace: '',
      sameProgram: 'the flag says whether bytes are to be moved, and an empty node has none',
    },
    {
      name: 'growing-clears-has-content',
      kind: 'mapped-file',
      find: 'if (size === 0) nodes.setFlags',
      replace: 'if (size > nodes.size(ni)) nodes.setFlags',
    },
    {
      name: 'no-move-event',
      kind: 'mapped-file',
      find: 'if (offset !== nodes.offset(ni)) this.moved(ni);',
      replace: '',
    },
    {
      name: 'no-resize-event',
      kind: 'mapped-file',
      find: 'if (size !== nodes.size(ni)) this.resized(ni);',
      replace: '',
    },
    {
      name: 'no-resize-event-on-cut',
      kind: 'mapped-file',
      find: 'if (size !== nodes.size(ni)) this.resized(ni);',
      replace: 'if (size > nodes.size(ni)) this.resized(ni);',
      sameProgram: 'a linker makes no node smaller',
    },
    {
      name: 'moved-twice',
      kind: 'mapped-file',
      find: 'if (this.hasMoved(ni)) return;',
      replace: '',
      sameProgram: 'an event is acted upon twice',
    },
    {
      name: 'moved-looks-at-own-flag',
      kind: 'mapped-file',
      find: 'if (this.hasMoved(ni)) return;',
      replace: 'if ((this.nodes.flags(ni) & NodeFlag.MOVED) !== 0) return;',
      sameProgram:
        'what moves lies in the root or in a section, and neither bubbles to it; of sections, see sections-moved',
    },
    {
      name: 'moved-after-resized-is-lost',
      kind: 'mapped-file',
      find: 'this.nodes.setFlags(ni, flags | NodeFlag.MOVED);',
      replace:
        'if ((flags & NodeFlag.RESIZED) === 0) this.nodes.setFlags(ni, flags | NodeFlag.MOVED);',
    },
    {
      name: 'moved-always-queued',
      kind: 'mapped-file',
      find: 'if ((flags & NodeFlag.RESIZED) === 0) this.updates.push(ni);',
      replace: 'this.updates.push(ni);',
      sameProgram:
        'a second event does nothing; while it waits, a flush goes on, and may place imports that upstream leaves waiting',
    },
    {
      name: 'resized-after-moved-is-lost',
      kind: 'mapped-file',
      find: 'this.nodes.setFlags(ni, flags | NodeFlag.RESIZED);',
      replace:
        'if ((flags & NodeFlag.MOVED) === 0) this.nodes.setFlags(ni, flags | NodeFlag.RESIZED);',
    },
    {
      name: 'ancestors-moved-ignored',
      kind: 'mapped-file',
      find: `n = nodes.parent(n);
    }
    return false;`,
      replace: `break;
    }
    return false;`,
      sameProgram:
        'what moves lies in the root, which never moves, or in a section, which does not bubble',
    },
    {
      name: 'has-moved-ignores-bubbling',
      kind: 'mapped-file',
      find: 'if ((flags & NodeFlag.BUBBLES_MOVED) === 0) return false;',
      replace: '',
      sameProgram: 'contents of sections do not ask their parents; of sections, see sections-moved',
    },
    {
      // Where a host inserts ranges, a section that moves twice before it is flushed has two events, and the one
      // below does nothing. It never waits alone: what grew and made the section move is told of that first, so its
      // event lies below.
      name: 'sections-moved',
      kind: 'mapped-file',
      find: `if ((flags & NodeFlag.BUBBLES_MOVED) === 0) return false;
      if ((flags & NodeFlag.MOVED) !== 0) return true;`,
      replace: `if ((flags & NodeFlag.MOVED) !== 0) return true;
      if ((flags & NodeFlag.BUBBLES_MOVED) === 0) return false;`,
      sameProgram:
        'the event of a section comes later, and only sets a field to where the section is then; below its second event lies one that is acted upon, so a flush ends no sooner',
    },
    {
      name: 'children-not-told',
      kind: 'mapped-file',
      find: 'for (let n = nodes.last(ni); n !== NodeIndex.NONE; n = nodes.prev(n)) this.moved(n);',
      replace: '',
    },
    {
      name: 'only-last-child-told',
      kind: 'mapped-file',
      find: 'for (let n = nodes.last(ni); n !== NodeIndex.NONE; n = nodes.prev(n)) this.moved(n);',
      replace: 'if (nodes.last(ni) !== NodeIndex.NONE) this.moved(nodes.last(ni));',
    },
    {
      name: 'first-child-not-told',
      kind: 'mapped-file',
      find: 'n !== NodeIndex.NONE; n = nodes.prev(n)) this.moved(n);',
      replace: 'n !== nodes.first(ni); n = nodes.prev(n)) this.moved(n);',
    },
    {
      name: 'flag-stays-up',
      kind: 'mapped-file',
      find: 'this.nodes.setFlags(ni, flags & ~flag);',
      replace: '',
    },
    {
      name: 'slice-is-no-content',
      kind: 'mapped-file',
      find: 'nodes.setFlags(n, nodes.flags(n) | NodeFlag.HAS_CONTENT);',
      replace: '',
    },
    {
      name: 'slice-of-node-alone-is-content',
      kind: 'mapped-file',
      find: 'nodes.setFlags(n, nodes.flags(n) | NodeFlag.HAS_CONTENT);',
      replace: 'if (n === ni) nodes.setFlags(n, nodes.flags(n) | NodeFlag.HAS_CONTENT);',
    },
  ],
};
