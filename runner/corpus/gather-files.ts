import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { writeFileAtomically } from '../../reference';
import { fileKind, UnreadableFile } from '../image/read/file-kind';
import { archiveMembers, isArchive } from './archive';
import type { FetchedPackage } from './fetch-packages';
import { UniqueNames } from '../text/numbers';
import { packageText } from './package-list';

/** A file of the corpus. */
export interface CorpusFile {
  readonly kind: 'image' | 'object';
  /** "libwine 8.0~repack-4: usr/lib/…/ntdll.dll", with the member of an archive. */
  readonly name: string;
  /** Where its bytes are. */
  readonly file: string;
}

/** Members of one archive that are taken if they are parts of an import library: all are alike. */
const IMPORT_MEMBERS = 1;

/**
 * The images and objects of packages, each content once. Members of archives are written to a folder,
 * each under the digest of its contents.
 */
export function gatherFiles(
  packages: readonly FetchedPackage[],
  objects: string,
): readonly CorpusFile[] {
  fs.mkdirSync(objects, { recursive: true });
  const files: CorpusFile[] = [];
  const seen = new Set<string>();
  // An archive can have several members of one name.
  const names = new UniqueNames();
  const isNew = (bytes: Uint8Array): string | null => {
    const digest = createHash('sha256').update(bytes).digest('hex');
    if (seen.has(digest)) return null;
    seen.add(digest);
    return digest;
  };
  for (const { package: one, folder } of packages) {
    for (const file of filesIn(folder)) {
      const name = `${packageText(one)}: ${path.relative(folder, file)}`;
      if (!isCandidate(file)) continue;
      const bytes = fs.readFileSync(file);
      const kind = kindOf(bytes);
      if (kind !== null && isNew(bytes) !== null) files.push({ kind, name, file });
      if (!isArchive(bytes)) continue;
      let importMembers = 0;
      for (const member of archiveMembers(bytes)) {
        if (kindOf(member.bytes) !== 'object') continue;
        if (isImportMember(member.bytes) && (importMembers += 1) > IMPORT_MEMBERS) continue;
        const digest = isNew(member.bytes);
        if (digest === null) continue;
        const copy = path.join(objects, `${digest}.o`);
        if (!fs.existsSync(copy)) writeFileAtomically(copy, member.bytes);
        const memberName = names.of(`${name}(${member.name})`);
        files.push({ kind: 'object', name: memberName, file: copy });
      }
    }
  }
  return files;
}

function* filesIn(folder: string): Generator<string, void, undefined> {
  const entries = fs.readdirSync(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(file);
    else if (entry.isFile()) yield file;
  }
}

/** By the first bytes, which keeps other large files unread. */
function isCandidate(file: string): boolean {
  const start = Buffer.alloc(20);
  const handle = fs.openSync(file, 'r');
  try {
    if (fs.readSync(handle, start, 0, start.length, 0) < start.length) return false;
  } finally {
    fs.closeSync(handle);
  }
  if (start.toString('latin1', 0, 2) === 'MZ' || isArchive(start)) return true;
  return /\.(o|obj|syso)$/.test(file);
}

function kindOf(bytes: Uint8Array): CorpusFile['kind'] | null {
  try {
    const { kind } = fileKind(bytes);
    return kind === 'import_object' ? null : kind;
  } catch (error) {
    if (error instanceof UnreadableFile) return null;
    throw error;
  }
}

/** Whether an object has the name of a section of import tables in it. */
function isImportMember(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('.idata$');
}
