import { z } from 'zod';
import { LAZY_KINDS, LINK_MODES, MACHINES, OPTIMIZE_MODES, OUTPUT_MODES } from '../../../reference';
import { isAlignment } from './fields';
import { FieldError, LineError } from './script-error';

export const align = z.custom<number>(isAlignment, 'expected a power of two up to 2^52');

/** `parseContent` checks the items, because it knows what they may refer to. */
export const content = z.custom<readonly unknown[]>(
  Array.isArray,
  'expected an array of content items',
);

/** A name that goes into the image. A NUL would end it there. */
const symbolName = z
  .string()
  .refine((name) => !name.includes('\0'), 'a name in the image cannot hold a NUL');

const u16 = z.int().min(0).max(0xffff);

/** Line 1 of a link script. */
export const headerSchema = z.strictObject({
  linkScript: z.literal(1),
  options: z
    .strictObject({
      machine: z.enum(MACHINES),
      outputMode: z.enum(OUTPUT_MODES),
      linkMode: z.enum(LINK_MODES),
      optimize: z.enum(OPTIMIZE_MODES),
      majorSubsystemVersion: u16,
      minorSubsystemVersion: u16,
    })
    .partial(),
});

export type Header = z.infer<typeof headerSchema>;

const exported = z.union(
  [z.strictObject({ nav: z.string() }), z.strictObject({ uav: z.string() })],
  {
    error: 'expected {"nav": name} or {"uav": id}',
  },
);

/** All other lines, except the items of their content. */
export const opSchemas = {
  defineUav: z.strictObject({
    op: z.literal('defineUav'),
    id: z.string(),
    type: z.string(),
    value: z.string(),
    align,
    content,
  }),
  defineLazy: z.strictObject({
    op: z.literal('defineLazy'),
    kind: z.enum(LAZY_KINDS),
    type: z.string(),
    content,
  }),
  updateNav: z.strictObject({
    op: z.literal('updateNav'),
    nav: z.string(),
    type: z.string(),
    align,
    content: content.optional(),
  }),
  updateFunc: z.strictObject({
    op: z.literal('updateFunc'),
    nav: z.string(),
    type: z.string(),
    align: align.optional(),
    content,
  }),
  updateExports: z.strictObject({
    op: z.literal('updateExports'),
    exported,
    names: z.array(symbolName).min(1, 'expected one or more names'),
  }),
  deleteExport: z.strictObject({
    op: z.literal('deleteExport'),
    nav: z.string(),
    name: symbolName,
  }),
  updateErrorData: z.strictObject({ op: z.literal('updateErrorData') }),
  idle: z.strictObject({
    op: z.literal('idle'),
    count: z.int().min(0, 'expected a count of 0 or more').optional(),
  }),
  flush: z.strictObject({ op: z.literal('flush') }),
  snapshot: z.strictObject({ op: z.literal('snapshot'), name: z.string().optional() }),
};

export type OpName = keyof typeof opSchemas;

/** The first two problems, as `field: what was expected`. */
export function explain(error: z.ZodError): string {
  return problemsOf(error)
    .map(({ field, message }) => (field === '' ? message : `${field}: ${message}`))
    .join('; ');
}

/** What the schema has against a line. */
export function refusal(error: z.ZodError): LineError {
  const [first, second] = problemsOf(error);
  const isOneField = first !== undefined && first.field !== '' && second === undefined;
  return isOneField ? new FieldError(first.field, first.message) : new LineError(explain(error));
}

function problemsOf({
  issues,
}: z.ZodError): readonly { readonly field: string; readonly message: string }[] {
  return issues.slice(0, 2).map(({ path, message }) => {
    const field = path.map((key, i) =>
      typeof key === 'number' ? `[${key}]` : i > 0 ? `.${String(key)}` : String(key),
    );
    return { field: field.join(''), message };
  });
}
