import { judgeImages } from '../same/compare-images';
import { differenceLines } from '../same/show/difference-lines';
import { inGeneral, type SoakLog } from './soak-log';

/** Columns of what is told. */
const WIDTH = 110;

/** The image of one linker. */
export interface SoakedImage {
  /** "GNU ld". */
  readonly linker: string;
  /** Its path. */
  readonly file: string;
  readonly bytes: Uint8Array;
}

/**
 * Compares two linkers' images of one program, which `same` must not call different.
 * @param why what in the program nothing can follow without symbols, so that a difference means nothing; null if there
 *   is no such thing
 */
export function soakPair(
  name: string,
  [a, b]: readonly [SoakedImage, SoakedImage],
  log: SoakLog,
  why: () => string | null = () => null,
): void {
  const linkers = `${a.linker} and ${b.linker}`;
  const { verdict, reason, differences } = judgeImages(a.bytes, b.bytes, {
    protection: 'ignored',
  });
  if (verdict === 'same') {
    log.hold(`same, ${linkers}: same`);
    return;
  }
  const untraceable = verdict === 'different' ? why() : null;
  if (untraceable !== null) {
    log.count(`same, ${linkers}: not judged, ${inGeneral(untraceable)}`);
    return;
  }
  const [first] = differences;
  log.fail({
    what: `same, ${name}, ${linkers}: ${verdict}`,
    details: first === undefined ? [reason ?? ''] : differenceLines(first, WIDTH),
    command: `npx coff2 same --any-protection ${a.file} ${b.file}`,
  });
}
