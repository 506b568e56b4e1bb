import { z } from 'zod';
import { HOST_NAMES, MACHINES, OUTPUT_MODES } from '../../../reference';
import { LINKER_LEVELS } from './linker-level';

/** The version of the protocol that this suite speaks. */
export const PROTOCOL_VERSION = 1;

/** The bytes of a line must be fewer than this, with its end, in both directions. */
export const MAX_LINE = 0x100_0000;

/** The suite's first line. All later ones, but `bye`, are lines of a link script. */
export const suiteHello = z.object({
  hello: z.object({
    protocol: z.literal(PROTOCOL_VERSION),
    /** Absolute path of an empty folder. The adapter writes only here. */
    workFolder: z.string().min(1),
    /** The host whose layout to follow, for a linker with a choice. */
    host: z.enum(HOST_NAMES),
    /** The name of the case, for messages. */
    case: z.string(),
  }),
});

export type SuiteHello = z.infer<typeof suiteHello>;

/** The suite's last line. */
export const BYE = { bye: true } as const;

/** Names are shown to people, so they have no control characters. Written so that all readers of JSON Schemas know it. */
const ONE_LINE = new RegExp(String.raw`^[^\u0000-\u001f\u007f-\u009f]{0,200}$`, 'u');

/**
 * A list of words, of which another version of the suite may know more or fewer: those that this one does
 * not know are passed over, even if none is left.
 */
function words<T extends string>(known: readonly T[]) {
  return z
    .array(z.string())
    .min(1, `Expected one word at least, as ${known.join(', ')}`)
    .transform((given) => known.filter((word) => given.includes(word)));
}

/** What an adapter can be judged on. */
export const capabilities = z
  .object({
    machines: words(MACHINES),
    outputModes: words(OUTPUT_MODES),
    levels: words(LINKER_LEVELS),
    /** Whether one image is patched, rather than made anew. */
    incremental: z.boolean(),
  })
  .refine(({ levels, incremental }) => incremental || !levels.includes('incremental'), {
    path: ['incremental'],
    message: 'Expected true with the level incremental, which judges how an image is patched',
  });

/** The adapter's first line. */
export const adapterHello = z.object({
  hello: z.object({
    protocol: z.int(),
    name: z.string().min(1).regex(ONE_LINE, 'Expected one line of at most 200 characters'),
    version: z.string().regex(ONE_LINE, 'Expected one line of at most 200 characters'),
    capabilities,
  }),
});

export type AdapterHello = z.infer<typeof adapterHello>['hello'];

const symbolAddress = z.object({
  symbol: z.union([
    z.object({ nav: z.string() }),
    z.object({ uav: z.string() }),
    z.object({ lazy: z.tuple([z.string(), z.string()]).readonly() }),
    z.object({ global: z.tuple([z.string(), z.string().nullable()]).readonly() }),
  ]),
  rva: z.int().min(0).max(0xffff_ffff),
  size: z.int().min(0).max(0xffff_ffff),
});

/** What the linker wrote to the image since its answer before. */
const written = z
  .object({ bytes: z.int().min(0), unchanged: z.int().min(0) })
  .refine(({ bytes, unchanged }) => unchanged <= bytes, {
    path: ['unchanged'],
    message: 'Expected no more than bytes',
  });

/** The answer to `snapshot`. Paths are relative to the work folder. */
export const snapshotAnswer = z.object({
  snapshot: z.object({
    image: z.string().min(1),
    nodes: z.string().min(1).optional(),
    symbols: z.array(symbolAddress).optional(),
    written: written.optional(),
  }),
});

/** The linker will not link this, and why. Ends the case. */
export const refusal = z.object({ refused: z.string().min(1) });

/** The linker cannot be judged by this case, and why. Ends the case. */
export const unsupported = z.object({ unsupported: z.string().min(1) });

export type SnapshotAnswer = z.infer<typeof snapshotAnswer>['snapshot'];
