import type { CheckedImage } from './checked-image';
import { reportTo, rulesOf, type Report, type RuleTable } from './rule-table';
import type { Rule } from './violation';
import type { ViolationList } from './violation-list';

/** The rules about one part of an image. */
export interface Area {
  readonly rules: readonly Rule[];
  check(image: CheckedImage, list: ViolationList): void;
}

/** An area about headers. */
export function headerArea<const Table extends RuleTable>(
  table: Table,
  check: (image: CheckedImage, report: Report<Table>) => void,
): Area {
  return {
    rules: rulesOf(table),
    check: (image, list) => {
      check(image, reportTo(table, list));
    },
  };
}
