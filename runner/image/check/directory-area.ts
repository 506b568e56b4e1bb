import type { coff } from '../../../reference';
import { BudgetSpent } from '../read/budget';
import type { ImageMemory } from '../read/memory';
import { TABLES_TOO_LARGE } from '../read/problem';
import type { Structure } from '../read/structure';
import type { TableReader } from '../read/table-reader';
import type { Area } from './area';
import type { CheckedImage } from './checked-image';
import { broken, reportTo, rulesOf, type Report, type RuleTable } from './rule-table';

/** What the tables of every directory keep, whatever they hold. */
export const WORK_RULES = {
  [TABLES_TOO_LARGE]: broken(
    '3.4.3 Optional Header Data Directories (Image Only)',
    'The tables of a directory do not lie on top of each other, so as to claim more than the file.',
    'Wine does not start it',
  ),
} as const;

/** What a check of a directory is given. */
export interface DirectoryCheck<Table extends RuleTable> {
  readonly image: CheckedImage;
  readonly memory: ImageMemory;
  /** Takes what it reads from the budget of the image. */
  readonly reader: TableReader;
  readonly directory: Structure<coff.ImageDataDirectory>;
  /** RVA where the directory's bytes start. */
  readonly rva: number;
  /** Bytes. */
  readonly size: number;
  readonly report: Report<Table & typeof WORK_RULES>;
}

/**
 * An area about the tables that a data directory leads to. It is checked if there is such a
 * directory and it starts in memory; that it does so is a rule of the data directories.
 */
export function directoryArea<const Table extends RuleTable>(
  index: coff.DirectoryEntry,
  table: Table,
  check: (given: DirectoryCheck<Table>) => void,
): Area {
  return {
    rules: rulesOf(table),
    check: (image, list) => {
      const directory = image.image.directory(index)?.entry;
      if (directory === undefined) return;
      const { virtual_address: rva, size } = directory.value;
      const { memory } = image.image;
      if (!memory.isMapped(rva)) return;
      const reader = image.image.tableReader();
      const report = reportTo({ ...table, ...WORK_RULES }, list);
      try {
        check({ image, memory, reader, directory, rva, size, report });
      } catch (error) {
        if (!(error instanceof BudgetSpent)) throw error;
        const expected = 'tables of the size of the file';
        report(TABLES_TOO_LARGE, directory.place('virtual_address'), error.message, expected);
      }
    },
  };
}
