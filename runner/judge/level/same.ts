import type { Coff2 } from '../../../reference';
import { LineError } from '../../case/link-script/script-error';
import { entryPointName } from '../../case/program/entry-point';
import type { ProgramState } from '../../case/program/program-state';
import { untraceableReference } from '../../case/program/untraceable-reference';
import { freshLink } from '../../case/replay/fresh-link';
import { ImageEditor } from '../../image/check/image-editor';
import { LoadedImage } from '../../image/read/loaded-image';
import { judgeImages } from '../../same/compare-images';
import type { KnownPlace, SameOptions } from '../../same/same-result';
import { differenceLines } from '../../same/show/difference-lines';
import { printable } from '../../text/printable';
import type { Judgement, Variant } from '../result/case-result';

/** Columns of the details: reports fold them no further. */
const WIDTH = 100;

/** The comparison knows no more than an order. */
const WHICH_IS_WHICH = 'the first image is the fresh link, the second the one that is judged';

/** An image that is known to be right. */
interface RightImage {
  readonly image: Uint8Array;
  /** RVAs of what a DLL exports, by name. The image itself need not have a table of them. */
  readonly exports: ReadonlyMap<string, number>;
}

/** Compares images with fresh links of the same programs; a program is linked once for all hosts. */
export class SameJudge {
  #program: ProgramState | null = null;
  #fresh: RightImage | string = '';

  /**
   * Whether an image is the same program as one that the reference linker makes from nothing.
   * @param program the same object for all images of one update
   * @returns null if the program is not flushed: its image need not hold it yet
   */
  judge(
    program: ProgramState,
    image: Uint8Array,
    variant: Variant,
    options: SameOptions,
  ): Judgement | null {
    if (!program.isFlushed) return null;
    const fresh = this.#freshOf(program);
    const unsupported = (reason: string): Judgement => {
      return { level: 'same', variant, verdict: 'unsupported', reason, details: [] };
    };
    if (typeof fresh === 'string') {
      return unsupported(`the reference links no image to compare with: ${fresh}`);
    }
    const judgement =
      judgeExports(fresh, image, variant) ??
      judgeSame(fresh.image, image, variant, {
        ...options,
        known: exportPlaces(fresh, image),
      });
    // Without symbols a difference in what such a reference leads to means nothing.
    const reason = judgement.verdict === 'fail' ? untraceableReference(program) : null;
    return reason === null ? judgement : unsupported(`not comparable: ${reason}`);
  }

  /** To be called before the program changes: it is one object for all updates. */
  nextUpdate(): void {
    this.#program = null;
  }

  #freshOf(program: ProgramState): RightImage | string {
    if (this.#program === program) return this.#fresh;
    this.#program = program;
    try {
      this.#fresh = rightImage(program, freshLink(program));
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      this.#fresh = error.message;
    }
    return this.#fresh;
  }
}

/**
 * What the reference links, with what it leaves out of a DLL as the real linker does: the entry point, and
 * what is exported. See docs/upstream-findings.md: dll-entry-point, dll-without-exports.
 */
function rightImage(program: ProgramState, linker: Coff2): RightImage {
  const image = linker.image.contents();
  if (program.options.outputMode !== 'Lib') {
    return { image: Uint8Array.from(image), exports: new Map() };
  }
  const places = new Map(
    linker.symbolMap().map(({ symbol, rva }) => [JSON.stringify(symbol), rva]),
  );
  const exports = new Map<string, number>();
  for (const { name, exported } of program.exports) {
    const rva = places.get(JSON.stringify(exported));
    if (rva === undefined) throw new Error(`the reference does not place what ${name} exports`);
    exports.set(name, rva);
  }
  const editor = new ImageEditor(image);
  const entryName = entryPointName(program.options);
  editor.setOptional('address_of_entry_point', exports.get(entryName) ?? 0);
  exports.delete(entryName);
  return { image: editor.bytes, exports };
}

/** Fails a DLL that lacks an exported name; null if it has all of them, or cannot be read. */
function judgeExports(
  { exports }: RightImage,
  image: Uint8Array,
  variant: Variant,
): Judgement | null {
  if (exports.size === 0) return null;
  const names = exportedNames(image);
  if (names === null) return null;
  const missing = [...exports.keys()].filter((name) => !names.has(name));
  const [first] = missing;
  if (first === undefined) return null;
  const more = missing.length > 1 ? `, and ${missing.length - 1} more` : '';
  const reason = `another program than a fresh link: it does not export ${first}${more}`;
  return { level: 'same', variant, verdict: 'fail', reason, details: [] };
}

/** Where both images have what is exported under a name. */
function exportPlaces({ exports }: RightImage, image: Uint8Array): readonly KnownPlace[] {
  if (exports.size === 0) return [];
  const names = exportedNames(image);
  return [...exports].flatMap(([name, a]) => {
    const b = names?.get(name);
    return b === undefined ? [] : [{ name: `export ${name}`, a, b }];
  });
}

/** RVAs of what an image exports, by name; null if it cannot be read. */
function exportedNames(image: Uint8Array): ReadonlyMap<string, number> | null {
  const loaded = LoadedImage.read(image);
  if (typeof loaded === 'string') return null;
  const rows = loaded.image.exports?.rows ?? [];
  return new Map(
    rows.flatMap(({ name, rva }): [string, number][] => (name === null ? [] : [[name, rva]])),
  );
}

/**
 * Whether two images are the same program, wherever things lie.
 * @param expected the image that is known to be right
 */
export function judgeSame(
  expected: Uint8Array,
  image: Uint8Array,
  variant: Variant,
  options: SameOptions,
): Judgement {
  const common = { level: 'same', variant } as const;
  const result = judgeImages(expected, image, options);
  switch (result.verdict) {
    case 'same':
      return { ...common, verdict: 'pass', reason: null, details: [] };
    case 'not-comparable':
      return {
        ...common,
        verdict: 'unsupported',
        reason: `not comparable: ${result.reason ?? ''}`,
        details: [],
      };
    case 'different': {
      const [first] = result.differences;
      const more = result.differences.length - 1 + result.unlisted;
      return {
        ...common,
        verdict: 'fail',
        reason: `another program than a fresh link: ${printable(first?.what ?? 'it differs')}${more > 0 ? `, and ${more} more` : ''}`,
        details: first === undefined ? [] : [WHICH_IS_WHICH, ...differenceLines(first, WIDTH)],
      };
    }
  }
}
