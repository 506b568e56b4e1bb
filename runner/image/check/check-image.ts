import type { Area } from './area';
import { AREAS } from './areas';
import type { CheckedImage } from './checked-image';
import { isForEfi } from './efi';
import { readImage } from '../read/image';
import { UnreadableImage } from '../read/unreadable-image';
import { READING_RULES } from './reading-rules';
import { reportProblems, reportTo } from './rule-table';
import type { Violation } from './violation';
import { TooManyViolations, ViolationList } from './violation-list';

/**
 * Holds a PE image against the PE format. Where headers are broken so that nothing behind them can
 * be found, they are all that is checked. Any bytes are checked in time that is bounded by their
 * number.
 *
 * @param bytes the file
 * @returns what breaks a rule, in the order of discovery; of one rule at most `PLACES_OF_A_RULE`
 * @throws UnreadableImage if it is no PE image at all
 */
export function checkImage(bytes: Uint8Array): readonly Violation[] {
  const image = readImage(bytes);
  const { whole, headers } = image;
  const list = new ViolationList(bytes.length, isForEfi(headers));
  if (headers.notAnImage !== null) throw new UnreadableImage(headers.notAnImage);
  reportProblems(headers.problems, reportTo(READING_RULES, list));
  if (whole !== null) for (const area of AREAS) checkArea(area, { ...whole, image }, list);
  return list.violations;
}

function checkArea(area: Area, image: CheckedImage, list: ViolationList): void {
  try {
    area.check(image, list);
  } catch (error) {
    if (!(error instanceof TooManyViolations)) throw error;
  }
}
