import { Chance } from '../../script-fuzz/make/chance';
import type { ReaderSeed, SeedForm } from '../readers/reader';
import { mutateBytes } from './bytes';
import { mutateJson } from './json';
import { mutateText } from './text';

/** An input that was made of a seed. */
export interface MadeInput {
  /** The name of its seed. */
  readonly seed: string;
  readonly bytes: Buffer;
}

/** The most changes of one input. */
const MOST_CHANGES = 5;

/** Spreads the numbers of inputs over all seeds of 32 bits. */
const STEP = 0x9e37_79b1;

/** The input of a number: the same for the same seed of a run. */
export function makeInput(
  seeds: readonly ReaderSeed[],
  form: SeedForm,
  runSeed: number,
  number: number,
): MadeInput {
  const chance = new Chance((runSeed ^ Math.imul(number + 1, STEP)) | 0);
  const { name, bytes: original, places } = chance.pick(seeds);
  let bytes = original;
  for (let left = chance.integer(1, MOST_CHANGES); left > 0; left -= 1) {
    const other = chance.pick(seeds).bytes;
    bytes = changed(bytes, { form, places, other }, chance);
  }
  return { seed: name, bytes };
}

function changed(
  bytes: Buffer,
  { form, places, other }: { form: SeedForm; places: ReaderSeed['places']; other: Buffer },
  chance: Chance,
): Buffer {
  if (form === 'bytes') return mutateBytes(bytes, places, other, chance);
  if (form === 'text' || chance.percent(30)) return mutateText(bytes, other, chance);
  if (form === 'json') return Buffer.from(mutateJson(bytes.toString('utf8'), chance));
  const lines = bytes.toString('utf8').split('\n');
  const at = chance.integer(0, lines.length - 1);
  return Buffer.from(lines.with(at, mutateJson(lines[at] ?? '', chance)).join('\n'));
}
