import * as path from 'node:path';
import { makeFolder } from '../system/make-folder';
import { writeOutputFile } from '../system/output-file';
import type { ComparedImage } from './compared-image';
import type { Difference } from './difference';
import { diffDumps } from './dump-diff';
import { renderDifferences } from './render-differences';

/**
 * Writes all differences, with all of their details, and the node dumps as a unified diff.
 * @param folder made if it is not there
 * @param name of the file, less its suffix
 * @returns the path of the file
 * @throws the file system's error if it cannot be written
 */
export function writeDifferenceReport(
  folder: string,
  name: string,
  differences: readonly Difference[],
  { before, after }: { readonly before: ComparedImage; readonly after: ComparedImage },
): string {
  const file = path.join(folder, `${name}.diff.txt`);
  const dumpDiff = diffDumps(before.nodes, after.nodes, { contents: true });
  makeFolder(folder);
  writeOutputFile(file, Buffer.from(renderDifferences(differences, { dumpDiff })));
  return file;
}
