import { checkImage } from '../image/check/check-image';
import { renderViolations } from '../image/check/render-violations';
import type { SoakLog } from './soak-log';

/**
 * Holds the image of a linker that is believed against the rules of `coff2 check`. What it breaks is a wrong verdict, or a
 * finding about the linker.
 */
export function soakCheck(name: string, file: string, image: Uint8Array, log: SoakLog): void {
  const violations = checkImage(image);
  if (violations.length === 0) {
    log.hold('check: valid');
    return;
  }
  const rules = [...new Set(violations.map(({ rule }) => rule))].join(', ');
  log.fail({
    what: `check, of the image of ${name}: ${rules}`,
    details: renderViolations(violations).trimEnd().split('\n'),
    command: `npx coff2 check --strict ${file}`,
  });
}
