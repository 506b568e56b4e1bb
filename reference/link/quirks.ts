/** A corner of the real linker that decides bytes, and looks like a mistake or a surprise. */
export interface Quirk {
  /** Named so at its one place in the code, and in its test. */
  readonly name: string;
  /** The one file, in this folder, where a revision that differs would differ. */
  readonly file: string;
  /** What is so, and what it leads to. */
  readonly what: string;
}

/**
 * The quirks of the linker of commit e1f3fc6ce2. The reference keeps each of them. A later upstream
 * revision that mends one differs from this one at the place named, and nowhere else.
 */
export const QUIRKS: readonly Quirk[] = [
  {
    name: 'push-aside-content',
    file: 'mapped-file.ts',
    what:
      'When a fixed node pushes its sibling to the end, the bytes of the sibling are moved if the ' +
      'growing node has content, not if the sibling has.',
  },
  {
    name: 'sections-never-moved',
    file: 'mapped-file.ts',
    what:
      'A node that does not bubble (a section) never counts as moved, so it is queued again for ' +
      'every move, and what lies in it is at rest while it moves.',
  },
  {
    name: 'insert-ignores-sibling-alignment',
    file: 'mapped-file.ts',
    what:
      'Inserting a range into the file moves later siblings by a multiple of the growing node’s ' +
      'alignment; those with a stricter one than the block size end up misaligned.',
  },
  {
    name: 'unlinked-while-added',
    file: 'mapped-file.ts',
    what: 'While a node is added, what grows around it does not count it as the last child.',
  },
  {
    name: 'taking-is-content',
    file: 'mapped-file.ts',
    what: 'Taking bytes for writing marks content, also where nothing is written.',
  },
  {
    name: 'stale-tail',
    file: 'symbol-writer.ts',
    what: 'What an older, longer content of a symbol left behind the new one stays in the image.',
  },
  {
    name: 'placed-once',
    file: 'coff2.ts',
    what: 'A nav keeps section and alignment of its first placing, whatever it becomes.',
  },
  {
    name: 'exports-do-not-follow',
    file: 'coff2.ts',
    what:
      'An export copies its target’s address once. References to the export keep the old address ' +
      'when the target moves; the entry point follows.',
  },
  {
    name: 'delete-export-does-nothing',
    file: 'coff2.ts',
    what: 'A deleted export goes on standing for its target.',
  },
  {
    name: 'error-data-stays-pending',
    file: 'coff2.ts',
    what: 'Error data that was pending when updateErrorData emitted it is emitted once more by idle.',
  },
  {
    name: 'idle-ignores-globals',
    file: 'idle-tasks.ts',
    what:
      'idle does not count pending globals when it says whether anything is left, so a flush may ' +
      'end with imports that still wait.',
  },
  {
    name: 'uav-not-realigned',
    file: 'idle-tasks.ts',
    what: 'A constant asked for with a stricter alignment is written again where it stands.',
  },
  {
    name: 'import-thunk-raises-no-move',
    file: 'idle-tasks.ts',
    what:
      'The thunk of a new import is added at rest, and relocations to it are not applied: a call ' +
      'from code at rest stays unpatched until either end moves.',
  },
  {
    name: 'address-table-move-rewrites-lookup-rva',
    file: 'import-table.ts',
    what: 'When an import address table moves, its RVA is also stored as that of the import lookup table.',
  },
  {
    name: 'dll-names-read-from-image',
    file: 'import-table.ts',
    what: 'Whether a DLL is known is asked of the bytes of its hint/name table.',
  },
  {
    name: 'field-bounded-by-node',
    file: 'relocator.ts',
    what: 'An eight-byte field may end behind what the content wrote, as long as it ends within the node.',
  },
];
