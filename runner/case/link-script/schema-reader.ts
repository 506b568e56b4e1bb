import { isUtf8 } from 'node:buffer';
import { DEFAULT_LINK_OPTIONS, type LinkOptions } from '../../../reference';
import { parseContent, type Content, type ContentContext } from './content';
import type { Op } from './op';
import { headerSchema, opSchemas, refusal, type OpName } from './schema';
import { FieldError, LineError } from './script-error';

/** The JSON of a line. @throws LineError */
export function parseJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new LineError('the line is not valid UTF-8');
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new LineError(`the line is not valid JSON: ${(error as Error).message}`);
  }
}

/** The options of line 1, with defaults filled in. @throws LineError */
export function parseHeader(bytes: Buffer): LinkOptions {
  const result = headerSchema.safeParse(parseJson(bytes));
  if (!result.success) throw refusal(result.error);
  return { ...DEFAULT_LINK_OPTIONS, ...definedOnly(result.data.options) };
}

function definedOnly<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

function isOpName(name: unknown): name is OpName {
  return typeof name === 'string' && Object.hasOwn(opSchemas, name);
}

/** The op of any other line. @throws LineError */
export function parseOp(json: unknown, context: ContentContext): Op {
  const name: unknown =
    typeof json === 'object' && json !== null && 'op' in json ? json.op : undefined;
  if (!isOpName(name)) {
    throw new LineError(
      name === undefined
        ? 'expected an object with the field op'
        : `unknown op ${JSON.stringify(name)}; expected ${Object.keys(opSchemas).join(', ')}`,
    );
  }
  const result = opSchemas[name].safeParse(json);
  if (!result.success) throw refusal(result.error);
  const op = result.data;
  const content = (items: readonly unknown[]): Content => parseContent(items, context);
  switch (op.op) {
    case 'defineUav':
    case 'defineLazy':
      return { ...op, content: content(op.content) };
    case 'updateNav':
      return { ...op, content: op.content === undefined ? null : content(op.content) };
    case 'updateFunc':
      return { ...op, align: op.align ?? null, content: content(op.content) };
    case 'updateExports':
      if ('uav' in op.exported && !context.isUavDefined(op.exported.uav)) {
        throw new FieldError('exported.uav', 'no such uav is defined before this op');
      }
      return op;
    case 'idle':
      return { op: 'idle', count: op.count ?? 1 };
    case 'snapshot':
      return { op: 'snapshot', name: op.name ?? null };
    case 'deleteExport':
    case 'updateErrorData':
    case 'flush':
      return op;
  }
}
