import { coff } from '../../../reference';
import { ExportDirectory } from '../../image/read/layouts';
import type { ImageEditor } from '../../image/check/image-editor';
import type { Op } from '../../case/link-script/op';
import type { ProgramState } from '../../case/program/program-state';
import type { Fault } from './fault';

/** Does something to the export directory, at its file offset. */
const exportDirectory =
  (change: (image: ImageEditor, at: number) => void) =>
  (image: ImageEditor): void => {
    const rva = image.directory(coff.DirectoryEntry.EXPORT);
    if (rva !== 0) change(image, image.at(rva));
  };

const field = (image: ImageEditor, at: number, name: keyof ExportDirectory): number =>
  Number(image.getField(ExportDirectory, at, name));

/** A `deleteExport` of whatever has the name now. */
function deletedWhoeverHasIt(op: Op, program: ProgramState): Op {
  const owner = op.op === 'deleteExport' ? program.exportNamed(op.name)?.exported : undefined;
  return op.op === 'deleteExport' && owner !== undefined && 'nav' in owner
    ? { ...op, nav: owner.nav }
    : op;
}

/** Removes the names that a nav has, where it gets more. */
function earlierNamesOf(op: Op, program: ProgramState): readonly Op[] {
  if (op.op !== 'updateExports' || !('nav' in op.exported)) return [];
  const { nav } = op.exported;
  return program.exports
    .filter(({ exported }) => 'nav' in exported && exported.nav === nav)
    .map(({ name }) => ({ op: 'deleteExport', nav, name }));
}

/** Exported names. */
export const EXPORT_FAULTS: readonly Fault[] = [
  {
    name: 'export-not-deleted',
    kind: 'exports',
    what: 'does not remove a name',
    hooks: { hears: (op) => (op.op === 'deleteExport' ? [] : [op]) },
  },
  {
    name: 'export-deleted-whoever',
    kind: 'exports',
    what: 'removes a name although it means another nav by now',
    hooks: { hears: (op, _updates, program) => [deletedWhoeverHasIt(op, program)] },
  },
  {
    name: 'updated-exports-replace',
    kind: 'exports',
    what: 'forgets the earlier names of a nav when it is exported under more',
    hooks: { hears: (op, _updates, program) => [...earlierNamesOf(op, program), op] },
  },
  {
    name: 'export-added-missed',
    kind: 'exports',
    what: 'adds no name after the first update',
    hooks: { hears: (op, updates) => (op.op === 'updateExports' && updates > 0 ? [] : [op]) },
  },
  {
    name: 'exports-unsorted',
    kind: 'exports',
    what: 'lists names in the wrong order',
    hooks: {
      image: exportDirectory((image, at) => {
        const names = image.at(field(image, at, 'name_pointer_rva'));
        const ordinals = image.at(field(image, at, 'ordinal_table_rva'));
        if (field(image, at, 'number_of_name_pointers') < 2) return;
        const swap = (where: number, size: number): void => {
          const [first, second] = [image.get(where, size), image.get(where + size, size)];
          image.set(where, size, second);
          image.set(where + size, size, first);
        };
        swap(names, 4);
        swap(ordinals, 2);
      }),
    },
  },
  {
    name: 'export-ordinals-from-base',
    kind: 'exports',
    what: 'writes ordinals instead of indices beside the names',
    hooks: {
      image: exportDirectory((image, at) => {
        const ordinals = image.at(field(image, at, 'ordinal_table_rva'));
        for (let i = 0; i < field(image, at, 'number_of_name_pointers'); i += 1) {
          image.set(ordinals + 2 * i, 2, image.get(ordinals + 2 * i, 2) + 1n);
        }
      }),
    },
  },
  {
    name: 'export-address-off',
    kind: 'exports',
    what: 'writes an address 16 bytes after that of the first name',
    hooks: {
      image: exportDirectory((image, at) => {
        const addresses = image.at(field(image, at, 'export_address_table_rva'));
        image.set(addresses, 4, image.get(addresses, 4) + 16n);
      }),
    },
  },
  {
    name: 'export-table-left-out',
    kind: 'exports',
    what: 'leaves the export directory out of the headers',
    hooks: {
      image: (image) => {
        image.setDirectory(coff.DirectoryEntry.EXPORT, 'virtual_address', 0);
        image.setDirectory(coff.DirectoryEntry.EXPORT, 'size', 0);
      },
    },
  },
];
