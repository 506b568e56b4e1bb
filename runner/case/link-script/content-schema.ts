import { z } from 'zod';
import { LAZY_KINDS } from '../../../reference';
import { ALIGNMENTS } from './fields';

/**
 * The form of content items, for whoever reads or writes link scripts elsewhere. The suite itself reads them
 * with `parseContent`, which also knows what they may refer to.
 */
const nav = z.strictObject({ nav: z.string() });

/** Bytes. */
export const alignment = z.literal(ALIGNMENTS);

const uav = z.strictObject({ uav: z.string(), align: alignment.optional() });

const lazy = z.strictObject({ lazy: z.tuple([z.enum(LAZY_KINDS), z.string()]) });

const global = z.strictObject({ global: z.tuple([z.string(), z.string().nullable()]) });

const natural = z.int().min(0);

/** An item of content. */
export const contentItem = z.union([
  z.string().regex(/^(?:[0-9a-fA-F]{2})*$/),
  z.strictObject({ splat: z.tuple([z.int().min(0).max(0xff), natural]) }),
  z.strictObject({ rebase: natural }),
  z.strictObject({ ptr: z.union([nav, uav]), addend: z.int().optional() }),
  z.strictObject({
    reloc: z.union([nav, uav, lazy, global]),
    type: z.string().min(1),
    addend: z.int().optional(),
    offset: z.int().optional(),
  }),
]);
