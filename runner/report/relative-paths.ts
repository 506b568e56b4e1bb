import * as fs from 'node:fs';
import * as path from 'node:path';
import { packageRoot } from '../system/package-root';

/** What is no part of a path, and may come before one. */
const BEFORE = '(?<![\\w.~/\\\\:-])';

/** What may be an absolute path of two names or more, without spaces. */
const NAME = `[^\\s"'\`:;,()[\\]{}<>|*?/\\\\]+`;
const ABSOLUTE = new RegExp(`${BEFORE}(?:[A-Za-z]:)?[/\\\\](?:${NAME}[/\\\\])+(?:${NAME})?`, 'g');

/**
 * Makes texts that name no folder of this machine: paths in the working folder and in the package are
 * shortened to what is relative to these, and other paths that exist become relative to the working
 * folder, where a command with them still does the same.
 */
export class RelativePaths {
  readonly #folder: string;
  /** The working folder and the package, the longest first: one may lie in the other. */
  readonly #roots: readonly string[];
  readonly #known = new Map<string, string>();

  /** @param folder the working folder */
  constructor(folder = process.cwd()) {
    this.#folder = folder;
    const roots = [folder, packageRoot()].flatMap((root) => [root, realPath(root)]);
    this.#roots = [...new Set(roots)]
      .filter((root) => path.dirname(root) !== root)
      .sort((a, b) => b.length - a.length);
  }

  /** The text with relative paths. */
  text(text: string): string {
    let shown = text;
    for (const root of this.#roots) {
      const inRoot = new RegExp(`${BEFORE}${escaped(root)}[/\\\\]`, 'g');
      shown = shown.replaceAll(inRoot, '');
    }
    return shown.replaceAll(ABSOLUTE, (found) => this.#relative(found));
  }

  /** A file: those of the package are named from its root. */
  file(file: string): string {
    const absolute = path.resolve(this.#folder, file);
    const root = this.#roots.find((each) => absolute.startsWith(`${each}${path.sep}`));
    return path.relative(root ?? this.#folder, absolute).replaceAll('\\', '/');
  }

  #relative(found: string): string {
    const known = this.#known.get(found);
    if (known !== undefined) return known;
    const shown = fs.existsSync(found) ? path.relative(this.#folder, found) || '.' : found;
    this.#known.set(found, shown);
    return shown;
  }
}

function realPath(folder: string): string {
  return fs.existsSync(folder) ? fs.realpathSync(folder) : folder;
}

/** A text as a regular expression that finds it. */
function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}
