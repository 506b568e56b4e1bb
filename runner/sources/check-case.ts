import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileStates, type Case, type ModuleRoot, type Update } from '../case/case';
import { differences, parseCompilerOutput } from './compiler-output';
import type { Wine } from '../wine/wine';
import type { Zig } from './zig';

/** How one update fared. */
export interface UpdateCheck {
  readonly update: string;
  readonly result: 'holds' | 'fails' | 'unsupported';
  /** What differs from what the case expects, or why it could not be judged. */
  readonly details: readonly string[];
}

/**
 * Gives each update's sources to a real compiler, built whole, and judges its outcome.
 * @param scratch a folder for sources and images; nothing stays in it
 * @param stop ends the check before the next update
 */
export async function checkCase(
  { updates, modules }: Case,
  zig: Zig,
  wine: Wine | null,
  scratch: string,
  stop: AbortSignal,
): Promise<readonly UpdateCheck[]> {
  const checks: UpdateCheck[] = [];
  for (const [update, files] of fileStates(updates)) {
    if (stop.aborted) break;
    const folder = fs.mkdtempSync(path.join(scratch, 'update-'));
    try {
      for (const [name, text] of files) {
        fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        fs.writeFileSync(path.join(folder, name), text);
      }
      checks.push(await checkUpdate(update, modules, folder, zig, wine));
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }
  return checks;
}

async function checkUpdate(
  { name: update, outcome }: Update,
  modules: readonly ModuleRoot[],
  folder: string,
  zig: Zig,
  wine: Wine | null,
): Promise<UpdateCheck> {
  const { image, stderr } = await zig.build(folder, modules);
  const output = parseCompilerOutput(stderr);
  const judged = (details: readonly string[]): UpdateCheck => ({
    update,
    result: details.length === 0 ? 'holds' : 'fails',
    details,
  });
  if (outcome?.kind === 'errors') {
    return judged([
      ...(image === null ? [] : ['expected no image, and the compiler made one']),
      ...differences('said', outcome.errors, output.errors),
      ...differences('compile log', outcome.compileLog, output.compileLog),
    ]);
  }
  if (image === null) {
    return judged(['expected an image; the compiler said:', ...stderr.trim().split('\n')]);
  }
  if (outcome === null) return judged([]);
  if (wine === null) {
    return { update, result: 'unsupported', details: ['Wine is needed to run the image'] };
  }
  const run = await wine.run(image);
  return judged([
    ...(outcome.stdout === null
      ? []
      : differences('stdout', [JSON.stringify(outcome.stdout)], [JSON.stringify(run.stdout)])),
    ...differences('exit code', [String(outcome.exitCode)], [String(run.exitCode ?? 'timeout')]),
  ]);
}
