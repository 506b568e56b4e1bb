import { explainDifferences } from '../../difference/explain-differences';
import { checkImage } from '../../image/check/check-image';
import { inspect } from '../../image/inspect/inspect';
import { PARTS } from '../../image/inspect/inspection';
import { inspectionLines } from '../../image/inspect/text/inspection-text';
import { UnreadableFile } from '../../image/read/file-kind';
import { UnreadableImage } from '../../image/read/unreadable-image';
import { compareImages } from '../../same/compare-images';
import type { Reader, ReaderSeed } from './reader';
import { imagePlaces } from './image-places';
import { seedFile } from './seed-files';

function images(): readonly ReaderSeed[] {
  return [
    'goldens/dll/01-initial-version.exe',
    'goldens/i386/02-code-and-data-grow-and-move.exe',
    'goldens/hello/01-initial-version.exe',
    'runner/image/check/fixtures/features.dll',
    'runner/image/check/fixtures/program.exe',
  ].map((name) => {
    const seed = seedFile(name);
    return { ...seed, places: imagePlaces(seed.bytes) };
  });
}

const common = { form: 'bytes', seeds: images } as const;

/** The rules of the format: `coff2 check`. */
export const CHECKED_IMAGES: Reader = {
  ...common,
  name: 'check',
  what: 'images, by the rules of the format',
  read: (bytes) => {
    for (const { rule, found } of checkImage(bytes)) if (rule + found === '') return;
  },
  refusals: [UnreadableImage],
};

/** All that is in a file: `coff2 inspect`. */
export const INSPECTED_IMAGES: Reader = {
  ...common,
  name: 'inspect-image',
  what: 'images, to print what is in them',
  read: (bytes) => {
    Array.from(inspectionLines('image.exe', inspect(bytes), PARTS));
  },
  refusals: [UnreadableFile],
};

/** What differs from an image that is right: `coff2 diff`. */
export const EXPLAINED_IMAGES: Reader = {
  ...common,
  name: 'diff',
  what: 'images, to explain how they differ',
  read: (bytes) => {
    const [{ bytes: other }] = images() as readonly [ReaderSeed];
    explainDifferences({ image: other, nodes: null }, { image: bytes, nodes: null });
  },
  refusals: [],
  share: 0.1,
};

/** Whether an image is the same program as itself: `coff2 same`. */
export const COMPARED_IMAGES: Reader = {
  ...common,
  name: 'same',
  what: 'images, to compare them as programs',
  read: (bytes) => {
    compareImages(bytes, Buffer.from(bytes));
  },
  refusals: [],
  share: 0.2,
};
