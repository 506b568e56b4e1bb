import * as fs from 'node:fs';
import * as path from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { z } from 'zod';
import { GoldenError } from './golden-error';

/** Files of one case by name. Each string has a byte a character (latin1). */
const packedSchema = z.record(z.string(), z.string());

const SUFFIX = '.json.br';

/** The pictures are not packed: they are drawn when they are asked for. */
const NOT_PACKED = '.png';

/** The images of a case repeat each other, so the window spans all of them. */
const COMPRESSION = {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: 9,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
  },
};

/** A packed file that cannot be read. The message names it, and says what to do. */
export class PackedGoldensError extends GoldenError {
  override readonly name = 'PackedGoldensError';
}

/**
 * Packs the goldens of all cases for the package: one compressed file for each case.
 * @param goldens folder with a folder for each case
 * @param target folder for the packed files
 */
export function packGoldens(goldens: string, target: string): void {
  fs.mkdirSync(target, { recursive: true });
  for (const entry of fs.readdirSync(goldens, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const folder = path.join(goldens, entry.name);
    const names = fs.readdirSync(folder).filter((name) => !name.endsWith(NOT_PACKED));
    const files = names
      .sort()
      .map((name) => [name, fs.readFileSync(path.join(folder, name), 'latin1')]);
    const text = JSON.stringify(Object.fromEntries(files));
    fs.writeFileSync(
      path.join(target, `${entry.name}${SUFFIX}`),
      brotliCompressSync(text, COMPRESSION),
    );
  }
}

/** Reads packed goldens. It keeps the case that it read last, because files of a case are read together. */
export class PackedGoldens {
  readonly #folder: string;
  #last: { readonly name: string; readonly files: ReadonlyMap<string, string> } | null = null;

  /** @param folder the one that {@link packGoldens} wrote */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * The bytes of one golden; null if it is not packed.
   * @throws PackedGoldensError
   */
  read(caseName: string, file: string): Buffer | null {
    if (this.#last?.name !== caseName) {
      this.#last = { name: caseName, files: this.#unpack(caseName) };
    }
    const text = this.#last.files.get(file);
    return text === undefined ? null : Buffer.from(text, 'latin1');
  }

  #unpack(caseName: string): ReadonlyMap<string, string> {
    const file = path.join(this.#folder, `${caseName}${SUFFIX}`);
    if (!fs.existsSync(file)) return new Map();
    try {
      const text = brotliDecompressSync(fs.readFileSync(file)).toString('utf8');
      return new Map(Object.entries(packedSchema.parse(JSON.parse(text))));
    } catch (error) {
      const reason = (error as Error).message;
      throw new PackedGoldensError(
        `${file}: the packed goldens cannot be read (${reason}); install coff2-conformance again`,
        { cause: error },
      );
    }
  }
}
