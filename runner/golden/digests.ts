import type { DumpedImage } from '../image/linked-image';
import { createHash } from 'node:crypto';
import * as path from 'node:path';
import { z } from 'zod';
import { HOST_NAMES, type HostName } from '../../reference';
import { scriptText } from '../case/case-script';
import type { StoredCase } from '../case/case-store';
import { explain } from '../case/link-script/schema';
import { digestOf, type SnapshotDigest } from '../case/replay/snapshot-digest';
import { CaseRecordings } from '../oracle/case-recordings';
import { vouching } from '../oracle/vouching';
import { packageVersion } from '../system/package-root';
import { GoldenError } from './golden-error';
import { DIGESTS_FILE, readGolden } from './golden-files';

/** The linker whose images the goldens reproduce. */
export const LINKER_REVISION = 'coff2@e1f3fc6ce2';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const hostDigests = z.strictObject({
  image: sha256,
  size: z.int().min(0),
  nodes: sha256,
});

/** Digests of the drawing, and of the file that was rendered from it if a renderer was installed. */
const pictureDigests = z.strictObject({ svg: sha256, png: sha256.optional() });

const digestsSchema = z.strictObject({
  linker: z.string(),
  suite: z.string(),
  case: sha256,
  script: sha256,
  realLinker: z.enum(['vouched for', 'not vouched for']),
  updates: z.array(
    z.strictObject({
      name: z.string(),
      hosts: z.partialRecord(z.enum(HOST_NAMES), hostDigests),
      picture: pictureDigests,
    }),
  ),
});

/** Digests of an image and its node dump: SHA-256, lower-case hex; the image's size in bytes. */
export type HostDigests = z.infer<typeof hostDigests>;

/** The contents of `digests.json`: each update on each host, and its provenance. */
export type Digests = z.infer<typeof digestsSchema>;

export function sha256Of(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}

export type UpdateDigests = Digests['updates'][number];

/** Digests of one update on one host. */
export function digestsOf({ image, nodes }: DumpedImage): HostDigests {
  return digestOf(image, nodes ?? '');
}

/** What the real linker made of cases, read once. */
const recordings = new CaseRecordings();

/** What goldens of this case are made of, as it is now: all of {@link provenance} but what the real linker says. */
export function origin(stored: StoredCase): Pick<Digests, 'linker' | 'suite' | 'case' | 'script'> {
  return {
    linker: LINKER_REVISION,
    suite: packageVersion(),
    case: stored.digest,
    script: sha256Of(scriptText(stored.case.script)),
  };
}

/**
 * Where goldens of this case come from, as it is now.
 * @param updates the goldens: the real linker vouches for them if it was given this case as it is
 *   now, and made the same of every update on every host
 */
export function provenance(
  stored: StoredCase,
  updates: readonly UpdateDigests[],
): Omit<Digests, 'updates'> {
  const { script } = stored.case;
  const made = new Map(HOST_NAMES.map((host) => [host, digestsOn(host, updates)]));
  const { result } = vouching(
    recordings.find(stored.name),
    script.map(({ json }) => json),
    made,
  );
  return {
    ...origin(stored),
    realLinker: result === 'vouched for' ? result : 'not vouched for',
  };
}

function digestsOn(host: HostName, updates: readonly UpdateDigests[]): readonly SnapshotDigest[] {
  return updates.flatMap(({ hosts }) => hosts[host] ?? []);
}

/** Digests that are not what they should be. The message names their file. */
export class DigestsError extends GoldenError {
  override readonly name = 'DigestsError';
}

/**
 * The digests in a case's folder of goldens; null if there are none.
 * @param acceptCommand what accepts the case's goldens, for the message
 * @throws GoldenError; a DigestsError if the file can be read, and what it says cannot
 */
export function readDigests(folder: string, acceptCommand: string): Digests | null {
  const file = path.join(folder, DIGESTS_FILE);
  const bytes = readGolden(file);
  if (bytes === null) return null;
  try {
    return digestsSchema.parse(JSON.parse(bytes.toString('utf8')));
  } catch (error) {
    const reason = error instanceof z.ZodError ? explain(error) : String(error);
    throw new DigestsError(
      `${file}: ${reason}; accept the case's goldens again with: ${acceptCommand}`,
      { cause: error },
    );
  }
}
