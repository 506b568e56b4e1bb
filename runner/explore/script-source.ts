import type { LinkOptions } from '../../reference';
import type { Library } from '../case/listing/listing';
import { CaseError } from '../case/case-error';
import { isLinked, type ScriptLine } from '../case/case-script';
import { LinkScriptParser } from '../case/link-script/parser';
import { ScriptError } from '../case/link-script/script-error';
import type { Op } from '../case/link-script/op';
import { parseCase } from '../case/parser';

/** What is explored, as its author wrote it. */
export interface SourceText {
  /** A case file with #link blocks, or a link script. */
  readonly kind: 'case' | 'script';
  /** The name of the file in messages. */
  readonly file: string;
  readonly text: string;
}

/** An op, and where its author wrote it. */
export interface PlacedOp {
  readonly op: Op;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The op as a line of a link script. */
  readonly json: string;
}

/** A link script that was read whole. */
export interface ScriptSource {
  readonly file: string;
  readonly options: LinkOptions;
  readonly ops: readonly PlacedOp[];
}

/**
 * Reads a case or a link script.
 * @param library the blocks that #link blocks include
 * @throws CaseError or ScriptError that names file, line and op
 */
export function readSource({ kind, file, text }: SourceText, library: Library): ScriptSource {
  if (kind === 'script') {
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    return readScript(
      file,
      lines.map((json, index) => ({ json, op: null, place: { line: index + 1 } })),
    );
  }
  const read = parseCase(text, file, library);
  if (!isLinked(read)) {
    throw new CaseError(file, [
      { line: 1, reason: 'the case has no #link block, so there is nothing to link' },
    ]);
  }
  return readScript(file, read.script);
}

/**
 * Reads the lines of a link script.
 * @throws ScriptError
 */
export function readScript(file: string, lines: readonly ScriptLine[]): ScriptSource {
  const parser = new LinkScriptParser(file);
  const ops: PlacedOp[] = [];
  for (const { json, place } of lines) {
    const op = parser.line(Buffer.from(json));
    if (op !== null) ops.push({ op, file: place.file ?? file, line: place.line, json });
  }
  parser.end();
  const { options } = parser;
  if (options === null) throw new ScriptError(file, 1, 'header', 'the script has no header');
  return { file, options, ops };
}
