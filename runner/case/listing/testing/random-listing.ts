import { fc } from '../../../../reference/testing/properties';
import { writeZigString } from '../../../text/zig-string';

/** Lines of content of a statement, at most. */
const MAX_LINES = 6;

/** A line of content, and what a link script has for it. */
interface RandomLine {
  readonly text: string;
  /** Items, given the bytes that the content has before this line. */
  readonly items: (start: number) => readonly unknown[];
  readonly size: number;
  /** Whether it starts with bytes, so that a disassembly may stand beside it. */
  readonly isHex: boolean;
}

/** A statement with its content, and the op that it is. */
export interface RandomStatement {
  /** Lines, of which the first is at the margin and the others are not indented yet. */
  readonly head: string;
  readonly lines: readonly RandomLine[];
  readonly op: Readonly<Record<string, unknown>>;
}

/** A listing, and the ops that it is. */
export interface RandomListing {
  readonly lines: readonly string[];
  readonly ops: readonly object[];
}

const name = fc.oneof(
  fc.stringMatching(/^[a-z][\w.]{0,12}$/),
  fc.constantFrom(
    'uav',
    'nav',
    'a b',
    'a  b',
    'x//y',
    'say "hi"',
    'a,b',
    'c=d',
    '@at',
    'tab\t',
    '.x',
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
);

/** A name as a person might write it: without quotes where it can stand without them. */
const written = (text: string): string => (/^[\w.]+$/.test(text) ? text : JSON.stringify(text));

const type = fc.constantFrom(
  'u32',
  'fn () void',
  '[]const u8',
  'struct { a: u8, b: *T }',
  'anyerror',
);

const align = fc.integer({ min: 0, max: 52 }).map((log2) => 2 ** log2);

const integer = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.maxSafeInteger());

interface RandomTarget {
  readonly text: string;
  readonly json: object;
}

const nav = name.map((text): RandomTarget => ({
  text: `nav ${written(text)}`,
  json: { nav: text },
}));

const plainNav = fc.stringMatching(/^[a-z]+\.[\w.]{1,8}$/).map((text): RandomTarget => ({
  text,
  json: { nav: text },
}));

const uav = fc.option(align, { nil: null }).map((alignment): RandomTarget => ({
  text: `uav greeting${alignment === null ? '' : ` align ${alignment}`}`,
  json: { uav: 'greeting', ...(alignment === null ? {} : { align: alignment }) },
}));

const lazy = fc
  .tuple(fc.constantFrom('code', 'const_data'), type)
  .map(([kind, text]): RandomTarget => ({
    text: `lazy ${kind} ${JSON.stringify(text)}`,
    json: { lazy: [kind, text] },
  }));

const symbol = name.filter((text) => !text.includes('\0'));

const extern = symbol.map((text): RandomTarget => ({
  text: `extern ${written(text)}`,
  json: { global: [text, null] },
}));

const imported = fc
  .tuple(fc.stringMatching(/^[a-z][\w-]{0,8}$/), symbol)
  .map(([dll, text]): RandomTarget => ({
    text: /^[\w.]+$/.test(text) ? `${dll}!${text}` : JSON.stringify(`${dll}!${text}`),
    json: { global: [text, dll] },
  }));

const pointee = fc.oneof(nav, plainNav, uav);
const target = fc.oneof(pointee, lazy, extern, imported);

const addend = fc.oneof(fc.constant(0), integer);
const sum = (value: number): string => (value === 0 ? '' : ` ${value > 0 ? '+' : ''}${value}`);
const fields = (value: number): object => (value === 0 ? {} : { addend: value });

const WIDTHS = { REL32: 4, REL32_4: 4, ADDR32NB: 4, ADDR64: 8, SECTION: 2 } as const;
const relocType = fc.constantFrom('REL32', 'REL32_4', 'ADDR32NB', 'ADDR64', 'SECTION');

interface RandomPart {
  readonly text: string;
  readonly size: number;
  readonly bytes: string;
  /** The relocation that it makes; null for a byte. */
  readonly reloc: object | null;
}

const byte = fc
  .tuple(fc.integer({ min: 0, max: 255 }), fc.boolean())
  .map(([value, isUpper]): RandomPart => {
    const hex = value.toString(16).padStart(2, '0');
    return { text: isUpper ? hex.toUpperCase() : hex, size: 1, bytes: hex, reloc: null };
  });

const field = fc
  .tuple(target, addend, relocType)
  .map(([{ text, json }, value, kind]): RandomPart => ({
    text: `@${text}${sum(value)}${kind === 'REL32' ? '' : ` as ${kind}`}`,
    size: WIDTHS[kind],
    bytes: '00'.repeat(WIDTHS[kind]),
    reloc: { reloc: json, type: kind, ...fields(value) },
  }));

const hexLine = fc
  .array(fc.oneof({ arbitrary: byte, weight: 4 }, { arbitrary: field, weight: 1 }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts): RandomLine => {
    const size = parts.reduce((total, part) => total + part.size, 0);
    return {
      text: parts.map((part) => part.text).join(' '),
      size,
      isHex: true,
      items: (start) => {
        let at = start;
        const relocs = parts.flatMap((part) => {
          const offset = at;
          at += part.size;
          if (part.reloc === null) return [];
          return [offset === start + size - 4 ? part.reloc : { ...part.reloc, offset }];
        });
        return [parts.map(({ bytes }) => bytes).join(''), ...relocs];
      },
    };
  });

const line = (text: string, size: number, ...items: unknown[]): RandomLine => ({
  text,
  size,
  isHex: false,
  items: () => items,
});

const asciiLine = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => {
  const bytes = Buffer.from(text);
  return line(`ascii ${writeZigString(text)}`, bytes.length, bytes.toString('hex'));
});

const numberLine = fc
  .array(fc.bigInt({ min: -(2n ** 31n), max: 2n ** 32n - 1n }), { minLength: 1, maxLength: 5 })
  .map((values) => {
    const bytes = Buffer.alloc(4 * values.length);
    values.forEach((value, i) => bytes.writeUInt32LE(Number(BigInt.asUintN(32, value)), 4 * i));
    return line(`dword ${values.join(' ')}`, bytes.length, bytes.toString('hex'));
  });

const pointerLine = fc
  .tuple(pointee, addend, fc.constantFrom('@', ''))
  .map(([{ text, json }, value, at]) =>
    line(`ptr ${at}${text}${sum(value)}`, 8, { ptr: json, ...fields(value) }),
  );

const splatLine = fc
  .tuple(fc.integer({ min: 0, max: 255 }), fc.nat())
  .map(([value, count]) => line(`splat ${value} ${count}`, count, { splat: [value, count] }));

const rebaseLine = fc.nat().map((count) => line(`rebase ${count}`, 0, { rebase: count }));

const contentLine = fc.oneof(
  { arbitrary: hexLine, weight: 6 },
  asciiLine,
  numberLine,
  pointerLine,
  splatLine,
  rebaseLine,
);

/** A statement that takes content: code or data. */
const declaration = fc
  .tuple(
    fc.constantFrom('fn', 'nav', 'uav', 'lazy'),
    name,
    type,
    align,
    fc.array(contentLine, { maxLength: MAX_LINES }),
  )
  .map(([word, called, of, alignment, lines]): RandomStatement => {
    const head = `${word} ${written(called)}: ${of}`;
    switch (word) {
      case 'fn':
        return { head, lines, op: { op: 'updateFunc', nav: called, type: of } };
      case 'nav':
        return {
          head: `${head} align ${alignment}`,
          lines,
          op: { op: 'updateNav', nav: called, type: of, align: alignment },
        };
      case 'uav':
        return {
          head: `${head} = .{ "//" } align ${alignment}`,
          lines,
          op: { op: 'defineUav', id: called, type: of, value: '.{ "//" }', align: alignment },
        };
      case 'lazy':
        return {
          head: `lazy code ${of}`,
          lines,
          op: { op: 'defineLazy', kind: 'code', type: of },
        };
    }
  });

const exported = fc
  .tuple(fc.array(symbol, { minLength: 1, maxLength: 3 }), name)
  .map(([names, of]): RandomStatement => ({
    head: `export ${names.map(written).join(', ')} = ${of === 'uav' ? '"uav"' : written(of)}`,
    lines: [],
    op: { op: 'updateExports', exported: { nav: of }, names },
  }));

const unexported = fc.tuple(symbol, name).map(([text, of]): RandomStatement => ({
  head: `unexport ${written(text)} = ${written(of)}`,
  lines: [],
  op: { op: 'deleteExport', nav: of, name: text },
}));

const flush = fc.constant<RandomStatement>({ head: 'flush', lines: [], op: { op: 'flush' } });

/** What follows the bytes of a line: nothing, a comment, or a disassembly that is most likely wrong. */
const behind = fc.constantFrom(
  '',
  '',
  '  // why',
  ' // why',
  '\t// "why',
  '  nop',
  '\tmov eax,1  // x',
);

const indent = fc.constantFrom('  ', '\t', '      ');

/** As many as a statement has lines, or more. */
const perLine = (text: fc.Arbitrary<string>): fc.Arbitrary<readonly string[]> =>
  fc.array(text, { minLength: MAX_LINES, maxLength: MAX_LINES });

/** What is no statement and no content. */
const gap = fc.constantFrom([], [], [''], ['// why'], ['  // why', '   ']);

/**
 * Random listings.
 * @param hasTexts whether texts stand beside bytes that say something else
 */
export function randomListing(hasTexts: boolean): fc.Arbitrary<RandomListing> {
  const statement = fc.oneof({ arbitrary: declaration, weight: 4 }, exported, unexported, flush);
  const laidOut = fc
    .tuple(statement, perLine(behind), perLine(indent), gap)
    .map(([{ head, lines, op }, endings, indents, before]) => {
      let size = 0;
      const items: unknown[] = [];
      const texts: string[] = [...before, head];
      for (const [index, content] of lines.entries()) {
        items.push(...content.items(size));
        size += content.size;
        const ending = endings[index] ?? '';
        const isText = /^\s+[a-z]/.test(ending);
        const isKept = isText ? hasTexts && content.isHex : true;
        texts.push(`${indents[index] ?? '  '}${content.text}${isKept ? ending : ''}`);
      }
      const hasContent = /^(fn|nav|uav|lazy) /.test(head);
      return { texts, op: hasContent ? { ...op, content: items } : op };
    });
  return fc.array(laidOut, { maxLength: 5 }).map((statements) => ({
    lines: statements.flatMap(({ texts }) => texts),
    ops: statements.map(({ op }) => op),
  }));
}
