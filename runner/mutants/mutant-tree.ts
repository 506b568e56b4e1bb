import * as fs from 'node:fs';
import * as path from 'node:path';
import type * as Reference from '../../reference';
import type * as CaseReplay from '../case/case-replay';
import type { ProgramState } from '../case/program/program-state';
import type * as FreshLink from '../case/replay/fresh-link';
import type { LinkedImage } from '../image/linked-image';
import type * as RunVector from '../oracle/run-vector';
import { packageRoot } from '../system/package-root';
import type { Mutant } from './rows/mutant';
import { linkPatched, writePatched } from './link-patched';
import { compile, mutateSource } from './mutate-source';

/** What is called of a linker that has a mutation in it. */
export interface MutatedLinker {
  /** Of a mutant of kind `in-place`, the images are what its file holds. */
  readonly linkCase: (typeof CaseReplay)['linkCase'];
  /** Links a program from nothing. @throws Error of any kind if it cannot */
  readonly linkFresh: (
    program: ProgramState,
    host: Reference.HostName,
  ) => Pick<LinkedImage, 'image' | 'symbols'>;
  readonly runVector: (typeof RunVector)['runVector'];
  readonly holds: (typeof RunVector)['holds'];
}

/** Path of a source file of the linker. */
export function sourceFile(file: string): string {
  return path.join(packageRoot(), 'reference', 'link', file);
}

/**
 * A copy of what is compiled, in a folder of its own, whose linker can be mutated. The linker and the
 * replay of scripts are loaded from the copy; everything that judges stays as it is.
 */
export class MutantTree {
  readonly #folder: string;

  /** Makes the copy, in place of an earlier one. */
  constructor(folder: string) {
    this.#folder = folder;
    const compiled = path.join(packageRoot(), 'dist');
    fs.rmSync(folder, { recursive: true, force: true });
    for (const part of [
      'reference',
      'runner/case',
      'runner/oracle',
      'runner/system',
      'runner/text',
    ]) {
      fs.cpSync(path.join(compiled, part), path.join(folder, part), { recursive: true });
    }
    fs.copyFileSync(path.join(packageRoot(), 'package.json'), path.join(folder, 'package.json'));
  }

  /** Loads the linker with one mutation in it; what was loaded before is forgotten. */
  load(mutant: Mutant): MutatedLinker {
    const compiled = path.join(this.#folder, 'reference', 'link', mutant.file.replace(/ts$/, 'js'));
    const original = fs.readFileSync(compiled);
    const source = fs.readFileSync(sourceFile(mutant.file), 'utf8');
    fs.writeFileSync(compiled, compile(mutateSource(source, mutant)));
    try {
      for (const file of Object.keys(require.cache)) {
        // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- how modules are forgotten
        if (file.startsWith(this.#folder + path.sep)) delete require.cache[file];
      }
      /* eslint-disable @typescript-eslint/no-require-imports -- loaded anew for each mutant */
      const { linkCase } = require(
        path.join(this.#folder, 'runner/case/case-replay.js'),
      ) as typeof CaseReplay;
      const { freshLink } = require(
        path.join(this.#folder, 'runner/case/replay/fresh-link.js'),
      ) as typeof FreshLink;
      const { runVector, holds } = require(
        path.join(this.#folder, 'runner/oracle/run-vector.js'),
      ) as typeof RunVector;
      const { InPlaceFile } = require(
        path.join(this.#folder, 'reference/index.js'),
      ) as typeof Reference;
      /* eslint-enable @typescript-eslint/no-require-imports */
      const isPatched = mutant.kind === 'in-place';
      const folder = path.join(this.#folder, 'images');
      return {
        linkCase: isPatched ? linkPatched(linkCase, InPlaceFile, folder) : linkCase,
        linkFresh: (program, host) => {
          const linker = freshLink(program, host);
          const { image } = linker;
          return {
            image: isPatched
              ? writePatched(image, InPlaceFile, folder)
              : Uint8Array.from(image.contents()),
            symbols: linker.symbolMap(),
          };
        },
        runVector,
        holds,
      };
    } finally {
      fs.writeFileSync(compiled, original);
    }
  }
}
