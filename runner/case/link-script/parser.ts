import { isUtf8 } from 'node:buffer';
import { DEFAULT_LINK_OPTIONS, type LinkOptions } from '../../../reference';
import { CanonicalReader } from './canonical-reader';
import { parseContent, type Content, type ContentContext } from './content';
import type { Op } from './op';
import { opSubject } from './op-subject';
import { headerSchema, opSchemas, refusal, type OpName } from './schema';
import { FieldError, LineError, ScriptError } from './script-error';

/**
 * Reads a link script line by line. It checks each line against the schema and the lines before it,
 * and makes one {@link Op} of it.
 */
export class LinkScriptParser {
  #lines = 0;
  #options: LinkOptions | null = null;
  readonly #uavs = new Set<string>();
  /** Reads most lines of a big script; made when the header is known. */
  #canonical: CanonicalReader | null = null;
  readonly #file: string;

  /** @param file the name of the script in messages */
  constructor(file: string) {
    this.#file = file;
  }

  /** Number of lines read so far. */
  get lines(): number {
    return this.#lines;
  }

  /** The options of the header, with defaults filled in; null before the first line. */
  get options(): LinkOptions | null {
    return this.#options;
  }

  /**
   * Reads one line, without its end.
   * @returns its op, or null for the header
   * @throws ScriptError
   */
  line(bytes: Buffer): Op | null {
    this.#lines += 1;
    if (this.#options === null) {
      this.#options = this.#located('header', () => parseHeader(bytes));
      return null;
    }
    const { machine } = this.#options;
    const isUavDefined = (id: string): boolean => this.#uavs.has(id);
    this.#canonical ??= new CanonicalReader(machine, isUavDefined);
    const canonical = this.#canonical.read(bytes);
    if (canonical !== null) return canonical;
    let subject = `op ${this.#opNumber}`;
    const json = this.#located(subject, () => parseJson(bytes));
    subject = opSubject(this.#opNumber, json);
    const context: ContentContext = { machine, isUavDefined };
    const op = this.#located(subject, () => parseOp(json, context));
    if (op.op === 'defineUav') {
      if (this.#uavs.has(op.id)) throw this.refusal(op, 'this uav is already defined');
      this.#uavs.add(op.id);
    }
    return op;
  }

  /** Ends the script. @throws ScriptError if it has no header */
  end(): void {
    if (this.#options !== null) return;
    throw new ScriptError(
      this.#file,
      1,
      'header',
      'the script is empty; expected {"linkScript":1,"options":{...}}',
    );
  }

  /** The error that refuses the op that was read last. */
  refusal(op: Op, reason: string): ScriptError {
    return new ScriptError(this.#file, this.#lines, opSubject(this.#opNumber, op), reason);
  }

  get #opNumber(): number {
    return this.#lines - 1;
  }

  #located<T>(subject: string, parse: () => T): T {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      throw new ScriptError(this.#file, this.#lines, subject, error.message, error);
    }
  }
}

function parseJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new LineError('the line is not valid UTF-8');
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new LineError(`the line is not valid JSON: ${(error as Error).message}`);
  }
}

function parseHeader(bytes: Buffer): LinkOptions {
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

function parseOp(json: unknown, context: ContentContext): Op {
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
