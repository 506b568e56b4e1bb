import { hex } from '../text/numbers';
import type { DumpedImage } from '../image/linked-image';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { HOST_NAMES, type HostName } from '../../reference';
import type { StoredCase } from '../case/case-store';
import { canRenderPng, renderPng } from '../difference/picture/render-png';
import { BrokenPngError, comparePixels } from './compare-pixels';
import { missingText, PICTURE_PACKAGES } from '../system/optional-package';
import { shellText } from '../system/shell-text';
import {
  DigestsError,
  digestsOf,
  origin,
  provenance,
  readDigests,
  sha256Of,
  type Digests,
  type UpdateDigests,
} from './digests';
import {
  areKeptAsFiles,
  DIGESTS_FILE,
  type GoldenSuffix,
  goldensOfCase,
  goldenStem,
  isOwnCase,
  readGolden,
  updatesWithGoldens,
} from './golden-files';
import { drawUpdate, type DumpedUpdates } from './picture';
import { GOLDEN_HOST } from '../case/golden-host';

/** The result of a comparison with a golden. */
export type GoldenComparison =
  | { readonly result: 'same' }
  | { readonly result: 'missing' }
  | {
      readonly result: 'different';
      /** One line. */
      readonly reason: string;
      /** The part of the reason that is the same in other cases, if it is not all of it. */
      readonly cause?: string;
    };

const SAME: GoldenComparison = { result: 'same' };
const MISSING: GoldenComparison = { result: 'missing' };

const different = (reason: string): GoldenComparison => ({ result: 'different', reason });

/** A linked case and its goldens. What reads them throws a GoldenError if they cannot be read. */
export class GoldenCase {
  /** The folder of the case's goldens. */
  readonly folder: string;
  /** What messages call the folder: by the case's name, or by its path if it lies beside the case. */
  readonly label: string;
  /**
   * Whether this is a case of one's own of which nothing was ever accepted: it has no folder of goldens.
   * Nothing can be said then about what needs goldens.
   */
  readonly isWithoutGoldens: boolean;
  readonly #stored: StoredCase;
  readonly #linked: DumpedUpdates;
  /** The folder of the goldens of all cases that was given. */
  readonly #given: string | null;
  #digests: Digests | null | undefined;

  /** @param given folder of the goldens of all cases; null where they are in their own places */
  constructor(stored: StoredCase, linked: DumpedUpdates, given: string | null = null) {
    this.folder = goldensOfCase(stored, given);
    const isNamed = given !== null || isOwnCase(stored.file);
    this.isWithoutGoldens = !isNamed && !fs.existsSync(this.folder);
    this.label = isNamed ? stored.name : path.relative('', this.folder);
    this.#stored = stored;
    this.#linked = linked;
    this.#given = given;
  }

  /** The command that accepts what the reference makes of the case, into the same folder. */
  get acceptCommand(): string {
    const { file, name } = this.#stored;
    const folder = this.#given;
    const isOwn = isOwnCase(file);
    if (isOwn && folder === null) return 'npm run goldens';
    const where = folder === null ? [] : ['--goldens', folder];
    return shellText(['npx', 'coff2', 'goldens', ...where, isOwn ? name : path.relative('', file)]);
  }

  /** What was accepted; null if nothing was. @throws GoldenError */
  get digests(): Digests | null {
    if (this.#digests === undefined) this.#digests = readDigests(this.folder, this.acceptCommand);
    return this.#digests;
  }

  /** Treats unreadable digests as missing from now on, so that accepting replaces them. */
  dropBrokenDigests(): void {
    try {
      this.#digests = readDigests(this.folder, this.acceptCommand);
    } catch (error) {
      if (!(error instanceof DigestsError)) throw error;
      this.#digests = null;
    }
  }

  /** Reads the digests again the next time. */
  forgetDigests(): void {
    this.#digests = undefined;
  }

  /** Path of one golden of an update. */
  file(index: number, suffix: GoldenSuffix): string {
    const name = this.#stored.case.updates[index]?.name ?? '';
    return path.join(this.folder, `${goldenStem(index, name)}${suffix}`);
  }

  /** What the linker made. */
  actual(index: number, host: HostName): DumpedImage {
    const snapshot = this.#linked[index]?.get(host);
    if (snapshot === undefined) throw new RangeError(`update ${index} was not linked on ${host}`);
    return snapshot;
  }

  /** What was accepted; null if it is not kept as a file. @throws GoldenError */
  golden(index: number): DumpedImage | null {
    const image = readGolden(this.file(index, '.exe'));
    const nodes = readGolden(this.file(index, '.nodes'))?.toString('utf8') ?? null;
    return image === null ? null : { image, nodes };
  }

  /** As {@link compareOrigin}, and whether what the real linker says of the goldens is what it says now. */
  compareProvenance(): GoldenComparison {
    const { digests } = this;
    const compared = this.compareOrigin();
    if (digests === null || compared.result !== 'same') return compared;
    const { realLinker } = provenance(this.#stored, digests.updates);
    if (digests.realLinker === realLinker) return SAME;
    return this.#isOtherwise(
      'realLinker',
      `accepted as ${digests.realLinker} by the real linker, now ${realLinker}`,
    );
  }

  /** Whether the digests say that the goldens were accepted from this version of the case. @throws GoldenError */
  compareOrigin(): GoldenComparison {
    const { digests } = this;
    if (digests === null) return MISSING;
    const now = origin(this.#stored);
    for (const field of ['linker', 'case', 'script'] as const) {
      if (digests[field] === now[field]) continue;
      return this.#isOtherwise(
        field,
        `accepted from another ${field}: ${digests[field]}, now ${now[field]}`,
      );
    }
    const { updates } = this.#stored.case;
    const kept = updatesWithGoldens(updates);
    const isComplete =
      digests.updates.length === kept.length &&
      digests.updates.every(({ name }, at) => name === updates[kept[at] ?? -1]?.name);
    if (isComplete) return SAME;
    const names = (of: readonly { readonly name: string }[]): string =>
      of.map(({ name }) => `"${name}"`).join(', ') || 'none';
    const expected = kept.flatMap((index) => updates[index] ?? []);
    return this.#isOtherwise(
      'updates',
      `accepted with other updates: ${names(digests.updates)}, now ${names(expected)}`,
    );
  }

  /** A field of the digests that is not what it should be. */
  #isOtherwise(field: string, how: string): GoldenComparison {
    const file = path.join(this.folder, DIGESTS_FILE);
    const accept = `accept the goldens with: ${this.acceptCommand}`;
    return {
      result: 'different',
      reason: `${file}: ${field}: ${how}; ${accept}`,
      cause: `${DIGESTS_FILE}: ${field}`,
    };
  }

  compareImage(index: number, host: HostName): GoldenComparison {
    const { image } = this.actual(index, host);
    const accepted = this.#accepted(index)?.hosts[host];
    if (this.#isKeptAsFile(index, host)) {
      const golden = readGolden(this.file(index, '.exe'));
      if (golden === null) return MISSING;
      if (!golden.equals(image)) return different(sizes(golden.length, image.length));
    }
    if (accepted === undefined) return MISSING;
    if (accepted.image !== sha256Of(image)) {
      return different(`${sizes(accepted.size, image.length)}, by its digest`);
    }
    if (accepted.size === image.length) return SAME;
    const { updates = [] } = this.digests ?? {};
    const at = updates.findIndex(({ hosts }) => hosts[host] === accepted);
    return this.#isOtherwise(
      `updates[${at}].hosts.${host}.size`,
      `${accepted.size}, and the image of that digest has ${image.length} bytes`,
    );
  }

  compareNodes(index: number, host: HostName): GoldenComparison {
    const { nodes } = this.#nodes(index, host);
    const accepted = this.#accepted(index)?.hosts[host];
    if (this.#isKeptAsFile(index, host)) {
      const golden = readGolden(this.file(index, '.nodes'));
      if (golden === null) return MISSING;
      if (golden.toString('utf8') !== nodes) return different('another node dump');
    }
    if (accepted === undefined) return MISSING;
    return accepted.nodes === sha256Of(nodes)
      ? SAME
      : different('another node dump, by its digest');
  }

  /**
   * Compares the drawing with the accepted one. If it differs, or if the file is not the accepted one,
   * pixels are compared. The package is shipped without most of the pictures: where there
   * is no file, its digest decides.
   */
  comparePicture(index: number): GoldenComparison {
    const file = this.file(index, '.png');
    const golden = readGolden(file);
    const accepted = this.#accepted(index)?.picture;
    const svg = this.svg(index);
    const isSameDrawing = accepted?.svg === sha256Of(svg);
    if (golden === null) {
      if (accepted === undefined) return MISSING;
      return isSameDrawing ? SAME : different('another drawing, by its digest');
    }
    if (isSameDrawing && accepted.png === sha256Of(golden)) return SAME;
    if (!canRenderPng()) {
      return different(
        `${file}: not the accepted picture, by its digest. ${missingText(PICTURE_PACKAGES)}`,
      );
    }
    try {
      const difference = comparePixels(golden, renderPng(svg));
      return difference === null ? SAME : different(difference);
    } catch (error) {
      if (!(error instanceof BrokenPngError)) throw error;
      return different(
        `${file}: ${error.message}; put it back, or accept the picture with: ${this.acceptCommand}`,
      );
    }
  }

  /**
   * Whether goldens of an update are missing, and its existing images and dumps are right. Then the
   * missing ones can be written without accepting a change.
   */
  isOnlyMissing(index: number): boolean {
    const results = HOST_NAMES.flatMap((host) => [
      this.compareImage(index, host).result,
      this.compareNodes(index, host).result,
    ]);
    const isIncomplete = results.includes('missing') || !fs.existsSync(this.file(index, '.png'));
    return isIncomplete && !results.includes('different');
  }

  /** The picture of an update, not yet rendered. */
  svg(index: number): string {
    return drawUpdate(this.#stored, this.#linked, index);
  }

  /** The digests of an update as it is now, for the hosts that it was linked on. */
  present(index: number, picture: UpdateDigests['picture']): UpdateDigests {
    const hosts: UpdateDigests['hosts'] = {};
    for (const [host, snapshot] of this.#linked[index] ?? []) hosts[host] = digestsOf(snapshot);
    return { name: this.#stored.case.updates[index]?.name ?? '', hosts, picture };
  }

  /** Whether what was accepted is a file, beside the digests. If nothing was, what is to be accepted decides. */
  #isKeptAsFile(index: number, host: HostName): boolean {
    if (host !== GOLDEN_HOST) return false;
    const accepted = this.#accepted(index)?.hosts[host];
    return areKeptAsFiles(accepted?.size ?? this.actual(index, host).image.length);
  }

  #nodes(index: number, host: HostName): { readonly nodes: string } {
    return { nodes: this.actual(index, host).nodes ?? '' };
  }

  #accepted(index: number): UpdateDigests | null {
    const name = this.#stored.case.updates[index]?.name;
    return this.digests?.updates.find((update) => update.name === name) ?? null;
  }
}

function sizes(before: number, after: number): string {
  if (before === after) return 'another image of the same size';
  return `an image of ${hex(after)} bytes instead of ${hex(before)}`;
}
