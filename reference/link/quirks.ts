/** A corner of the real linker that decides bytes, and looks like a mistake or a surprise. */
export interface Quirk {
  /** Its name, also in the comment at its place in the code, and in its test. */
  readonly name: string;
  /** The only file in this folder that a revision without the quirk would change. */
  readonly file: string;
  /** What happens, and what follows from it. */
  readonly what: string;
}

/**
 * The quirks of the linker of commit e1f3fc6ce2. The reference keeps each of them. A later upstream
 * revision that fixes one differs from this one at its place, and nowhere else.
 */
export const QUIRKS = [
  {
    name: 'push-aside-content',
    file: 'mapped-file.ts',
    what:
      'When a fixed node pushes its sibling to the end, the bytes of the sibling move if the growing ' +
      'node has content, and not if the sibling has.',
  },
  {
    name: 'sections-never-moved',
    file: 'mapped-file.ts',
    what:
      'A node that does not bubble (a section) never counts as moved. It is queued again for every ' +
      'move, and its children are at rest while it moves.',
  },
  {
    name: 'insert-ignores-sibling-alignment',
    file: 'mapped-file.ts',
    what:
      'Inserting a range into the file moves later siblings by a multiple of the growing node’s ' +
      'alignment. Those with an alignment above the block size may end up misaligned.',
  },
  {
    name: 'unlinked-while-added',
    file: 'mapped-file.ts',
    what: 'While a node is being added, whatever grows around it does not count it as the last child.',
  },
  {
    name: 'taking-is-content',
    file: 'mapped-file.ts',
    what: 'Taking the bytes of a node for writing marks it as having content, even if nothing is written.',
  },
  {
    name: 'stale-tail',
    file: 'symbol-writer.ts',
    what: 'If the new content of a symbol is shorter, the end of the old content stays in the image.',
  },
  {
    name: 'placed-once',
    file: 'coff2.ts',
    what: 'A nav keeps the section and the alignment that it was first placed with.',
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
    what: 'A deleted export keeps its meaning.',
  },
  {
    name: 'error-data-stays-pending',
    file: 'coff2.ts',
    what: 'If error data is pending when updateErrorData emits it, idle emits it again.',
  },
  {
    name: 'idle-ignores-globals',
    file: 'idle-tasks.ts',
    what:
      'idle does not count pending globals when it returns whether anything is left, so a flush may ' +
      'end while imports still wait.',
  },
  {
    name: 'uav-not-realigned',
    file: 'idle-tasks.ts',
    what: 'If a constant is asked for with a stricter alignment, it is written again in the same place.',
  },
  {
    name: 'import-thunk-raises-no-move',
    file: 'idle-tasks.ts',
    what:
      'The thunk of a new import is added at rest, and relocations to it are not applied. A call from ' +
      'code at rest stays unpatched until one of the ends moves.',
  },
  {
    name: 'address-table-move-rewrites-lookup-rva',
    file: 'import-table.ts',
    what: 'When an import address table moves, its RVA is also stored as that of the import lookup table.',
  },
  {
    name: 'dll-names-read-from-image',
    file: 'import-table.ts',
    what: 'A DLL is recognised by the bytes of its hint/name table.',
  },
  {
    name: 'field-bounded-by-node',
    file: 'relocator.ts',
    what: 'A field of eight bytes may end after the content, if it ends inside the node.',
  },
] as const satisfies readonly Quirk[];

/** The name of a quirk. */
export type QuirkName = (typeof QUIRKS)[number]['name'];
