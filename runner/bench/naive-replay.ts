/**
 * What `coff2 replay --digest` is measured against: a program that does the least for the same digests. It reads
 * the whole script at once, parses each line with JSON.parse, and calls the reference linker. It does without
 * everything else: no schema, so that a wrong script ends in an exception somewhere or in a wrong image; no places
 * of errors, no numbers of names, no options, constants, lazy symbols, exports or pointers, no progress, no
 * piecewise reading. It knows the ops of `write-script.ts` alone.
 *
 *     node naive-replay.js SCRIPT
 */
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { Coff2, HOST_PROFILES, type CodeGenerator, type SymbolWriter } from '../../reference';

type Item =
  | string
  | {
      readonly reloc: { readonly nav: string } | { readonly global: readonly [string, string] };
      readonly type: string;
    };

interface Update {
  readonly nav: string;
  readonly type: string;
  readonly content: readonly Item[];
}

type Line =
  | { readonly linkScript: 1 }
  | { readonly op: 'flush' }
  | { readonly op: 'snapshot' }
  | ({ readonly op: 'updateNav'; readonly align: number } & Update)
  | ({ readonly op: 'updateFunc' } & Update);

const unknown = (): never => {
  throw new Error('the script has no constants and no lazy symbols');
};
const compiler: CodeGenerator = { describeUav: unknown, emitUav: unknown, emitLazy: unknown };
const linker = new Coff2({}, HOST_PROFILES['linux-tmpfs'], compiler);

function emit(content: readonly Item[], writer: SymbolWriter): void {
  for (const item of content) {
    if (typeof item === 'string') {
      writer.write(Buffer.from(item, 'hex'));
      continue;
    }
    const { reloc, type } = item;
    const target =
      'nav' in reloc ? linker.navSymbol(reloc.nav) : linker.globalSymbol(...reloc.global);
    linker.addReloc(writer.symbol, writer.end - 4, target, 0, type);
  }
}

function snapshot(): void {
  const image = createHash('sha256').update(linker.image.contents()).digest('hex');
  const nodes = createHash('sha256');
  linker.dump((piece) => {
    nodes.update(piece);
  });
  process.stdout.write(`${JSON.stringify({ image, nodes: nodes.digest('hex') })}\n`);
}

for (const text of fs.readFileSync(process.argv[2] ?? '', 'utf8').split('\n')) {
  if (text === '') continue;
  const line = JSON.parse(text) as Line;
  if (!('op' in line)) continue;
  if (line.op === 'flush') linker.flush();
  else if (line.op === 'snapshot') snapshot();
  else {
    const { nav, type, content } = line;
    const emitContent = (writer: SymbolWriter): void => {
      emit(content, writer);
    };
    if (line.op === 'updateNav') {
      linker.updateNav(nav, { type, alignment: line.align, emit: emitContent });
    } else linker.updateFunc(nav, { type, alignment: null, emit: emitContent });
  }
}
