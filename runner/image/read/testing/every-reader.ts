import { importsOf } from '../../../difference/imported-dll';
import { explainDifferences } from '../../../difference/explain-differences';
import { memoryModel } from '../../../difference/picture/memory-model';
import { viewImage } from '../../../difference/image-view';
import { importList } from '../../../judge/meaning/import-list';
import { differencesToFresh, type Built } from '../../../zig/same-as-fresh';
import { NotComparable } from '../../../same/not-comparable';
import { readProgramImage } from '../../../same/program-image';
import { checkImage } from '../../check/check-image';
import { inspectionLines } from '../../inspect/text/inspection-text';
import { inspect } from '../../inspect/inspect';
import { PARTS } from '../../inspect/inspection';
import { readImage } from '../image';

/** Whoever reads an image, by name: what each makes of it, as lines. */
export const READERS: Readonly<Record<string, (bytes: Uint8Array) => readonly string[]>> = {
  check: (bytes) => checkImage(bytes).map(({ rule, found }) => `${rule} ${found}`),
  inspect: (bytes) => [...inspectionLines('image.exe', inspect(bytes), PARTS)],
  diff: (bytes) =>
    explainDifferences({ image: bytes, nodes: null }, { image: changed(bytes), nodes: null }).map(
      ({ key, message }) => `${key}: ${message}`,
    ),
  meaning: (bytes) => {
    const { functions, problem } = importList(readImage(bytes));
    const { exports, baseRelocations } = readImage(bytes);
    return [
      ...functions.map(({ dll, name }) => `${dll}!${name}`),
      ...(exports?.rows ?? []).map(({ name }) => name ?? ''),
      ...(baseRelocations?.blocks ?? []).map(({ head }) => head.name),
      problem?.kind ?? '',
    ];
  },
  'same as fresh': (bytes) => differencesToFresh(built(bytes), built(changed(bytes))),
  same: (bytes) => {
    try {
      const { slots, exports, functions } = readProgramImage(bytes, 'the image');
      return [...slots.values(), ...exports.keys(), ...[...functions.keys()].map(String)];
    } catch (error) {
      if (error instanceof NotComparable) return [error.message];
      throw error;
    }
  },
  picture: (bytes) => memoryModel(bytes).regions.map(({ section }) => section ?? 'headers'),
};

/** The names that each reader of imports gives: "kernel32.dll!ExitProcess". */
export function importedNames(bytes: Uint8Array): Readonly<Record<string, readonly string[]>> {
  const inspection = inspect(bytes);
  const inspected = inspection.kind === 'image' ? inspection.imports.rows : [];
  const { functions } = importList(readImage(bytes));
  return {
    inspect: inspected.flatMap(({ name, functions: all }) =>
      all.map((each) => `${name ?? '-'}!${each.name ?? '-'}`),
    ),
    diff: importsOf(viewImage(bytes).image).dlls.flatMap(({ key, functions: all }) =>
      all.map(({ text }) => `${key}!${text}`),
    ),
    meaning: functions.map(({ dll, name }) => `${dll}!${name}`),
  };
}

/** The rules of imports and directories that `check` says an image breaks. */
export function brokenTableRules(bytes: Uint8Array): readonly string[] {
  return checkImage(bytes)
    .map(({ rule }) => rule)
    .filter((rule) =>
      /^(delay-import|import|export|directory|base-relocation|tables|section-long)-/.test(rule),
    );
}

/** A copy whose time stamp is another. */
function changed(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const stamp = new DataView(copy.buffer).getUint32(0x3c, true) + 8;
  copy[stamp] = (copy[stamp] ?? 0) ^ 0xff;
  return copy;
}

function built(image: Uint8Array): Built {
  return { result: { kind: 'image', image: '' }, image, run: null };
}
