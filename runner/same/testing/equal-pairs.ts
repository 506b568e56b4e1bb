import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { linkCase } from '../../case/case-replay';
import { isLinked } from '../../case/case-script';
import { caseFolder, caseNames, loadCase, type StoredCase } from '../../case/case-store';
import { GOLDEN_HOST } from '../../case/golden-host';
import { snapshotPrograms } from '../../case/program/snapshot-programs';
import { untraceableReference } from '../../case/program/untraceable-reference';
import { Denial } from '../../linker/installed/denial';
import { LinkSession } from '../../linker/installed/link-session';
import type { Linker } from '../../linker/installed/linker';
import { ScriptLinker } from '../../linker/installed/script-linker';
import { findProgram } from '../../system/find-program';

/** Two images of one state of one program. */
export interface EqualPair {
  /** "hello, change the string: linux-tmpfs and lld-link". */
  readonly name: string;
  readonly caseName: string;
  readonly update: string;
  readonly a: Uint8Array;
  readonly b: Uint8Array;
}

/** All cases of the package that have a program to link. */
export function linkedCases(): readonly StoredCase[] {
  return caseNames()
    .map((name) => loadCase(path.join(caseFolder(), `${name}.incr`)))
    .filter((stored) => isLinked(stored.case));
}

/**
 * Each state of a case as the reference links it on two hosts: the golden's, and another one. States
 * in the middle of an update, which ended in compile errors, are no program.
 */
export function hostPairs(stored: StoredCase): EqualPair[] {
  const isProgram = programStates(stored);
  return linkCase(stored.case, stored.file).flatMap((images, index) => {
    const golden = images.get(GOLDEN_HOST);
    if (golden === undefined || isProgram[index] !== true) return [];
    return [...images]
      .filter(([host]) => host !== GOLDEN_HOST)
      .map(([host, { image }]) => pair(stored, index, golden.image, image, host));
  });
}

/** Each state of a case as the reference links it, and another linker. */
export function linkerPairs(stored: StoredCase, linker: Linker): EqualPair[] {
  const references = linkCase(stored.case, stored.file, [GOLDEN_HOST]);
  const images = linkedBy(linker, stored);
  const isProgram = programStates(stored);
  return references.flatMap((hosts, index) => {
    const reference = hosts.get(GOLDEN_HOST);
    const image = images[index];
    if (reference === undefined || image === undefined || isProgram[index] !== true) return [];
    return [pair(stored, index, reference.image, image, linker.name)];
  });
}

/** Whether a linker is installed. */
export function isInstalled({ program }: Linker): boolean {
  return findProgram(program, process.env.PATH ?? '') !== null;
}

/**
 * By update: whether all of the program was handed to the linker, and flushed, and can be followed
 * without symbols.
 */
function programStates(stored: StoredCase): boolean[] {
  const lines = stored.case.script.map(({ json }) => json);
  const states: boolean[] = [];
  for (const program of snapshotPrograms(lines, stored.file)) {
    states.push(program.isFlushed && untraceableReference(program) === null);
  }
  return states;
}

function linkedBy(linker: Linker, stored: StoredCase): Uint8Array[] {
  const program = findProgram(linker.program, process.env.PATH ?? '');
  if (program === null) throw new Error(`${linker.program} is not on PATH (${linker.install})`);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-same-'));
  try {
    const script = new ScriptLinker(new LinkSession(linker, program, folder), stored.name);
    const images: Uint8Array[] = [];
    for (const { json: line } of stored.case.script) {
      const answer = script.line(Buffer.from(line));
      if (answer !== null) images.push(fs.readFileSync(path.join(folder, answer.image)));
    }
    return images;
  } catch (error) {
    // It does not link this case at all: there are no pairs.
    if (error instanceof Denial) return [];
    throw error;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

function pair(
  { name: caseName, case: { updates } }: StoredCase,
  index: number,
  a: Uint8Array,
  b: Uint8Array,
  other: string,
): EqualPair {
  const update = updates[index]?.name ?? '';
  return { name: `${caseName}, ${update}: ${GOLDEN_HOST} and ${other}`, caseName, update, a, b };
}
