import { coff } from '../../../reference';
import type { Area } from './area';
import type { Image } from '../read/image';
import { ImageMemory, TablesTooLarge } from '../read/memory';
import { reportTo, rulesOf, type Report, type RuleTable } from './rule-table';
import type { Structure } from '../read/structure';

/** What the tables of every directory keep, whatever they hold. */
export const WORK_RULES = {
  'tables-fit-file': [
    '3.4.3 Optional Header Data Directories (Image Only)',
    'The tables of a directory do not lie on top of each other, so as to claim more than the file.',
  ],
} as const;

/** What a check of a directory is given. */
export interface DirectoryCheck<Table extends RuleTable> {
  readonly image: Image;
  readonly memory: ImageMemory;
  readonly directory: Structure<coff.ImageDataDirectory>;
  /** RVA where the directory's bytes start. */
  readonly rva: number;
  /** Bytes. */
  readonly size: number;
  readonly report: Report<Table>;
}

/**
 * An area about the tables that a data directory leads to. It is checked if there is such a
 * directory and it starts in a section; that it does so is a rule of the data directories.
 */
export function directoryArea<const Table extends RuleTable>(
  index: coff.DirectoryEntry,
  table: Table,
  check: (given: DirectoryCheck<Table>) => void,
): Area {
  return {
    rules: rulesOf(table),
    check: (image, list) => {
      const directory = image.directories[index]?.entry;
      if (directory === undefined) return;
      const { virtual_address: rva, size } = directory.value;
      const memory = new ImageMemory(image.bytes, image.sections);
      if (rva === 0 || memory.sectionAt(rva) === null) return;
      try {
        check({ image, memory, directory, rva, size, report: reportTo(table, list) });
      } catch (error) {
        if (!(error instanceof TablesTooLarge)) throw error;
        reportTo(WORK_RULES, list)(
          'tables-fit-file',
          directory.place('virtual_address'),
          'tables that claim the same bytes again and again',
          `tables in ${image.bytes.length} bytes of file`,
        );
      }
    },
  };
}
