import * as fs from 'node:fs';
import * as path from 'node:path';
import { fc, runs } from '../../../reference/testing/properties';
import { packageRoot } from '../../system/package-root';
import { CanonicalReader, isPlainHeader } from './canonical-reader';
import { LineSplitter } from './lines';
import type { Op } from './op';
import { LinkScriptParser } from './parser';
import { ScriptError } from './script-error';

const HEADER = Buffer.from('{"linkScript":1,"options":{}}');
const DEFINE_UAV = Buffer.from(
  '{"op":"defineUav","id":"u","type":"T","value":"v","align":1,"content":[]}',
);

const machine = 'AMD64';
const newReader = (): CanonicalReader => new CanonicalReader(machine, (id) => id === 'u');

/** What the parser makes of a line, after a header and the constant "u": an op, or why it is refused. */
function parsed(line: Buffer): Op | string {
  const parser = new LinkScriptParser('test.jsonl');
  parser.line(HEADER);
  parser.line(DEFINE_UAV);
  try {
    return parser.line(line) ?? 'a header';
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    return error.message;
  }
}

/** What the schema makes of a line: the same JSON, spelled as the reader does not know it. */
const bySchema = (line: Buffer): Op | string => parsed(Buffer.concat([line, Buffer.from(' ')]));

/** An op without the numbers of names, which only the reader counts. */
function withoutNumbers(op: Op | null): unknown {
  const numbered = (key: string, value: unknown): unknown => (key === 'number' ? undefined : value);
  return JSON.parse(JSON.stringify(op, numbered));
}

/** What is no JSON is refused with its own text, which has a character more by the schema alone. */
function comparable(result: Op | string): unknown {
  if (typeof result !== 'string') return withoutNumbers(result);
  return /is not valid (JSON|UTF-8)/.test(result) ? 'no JSON' : result;
}

const name = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('main.f', 'main.g', 'u', 'REL32', 'ADDR64', '') },
  fc.string({ maxLength: 6 }),
  fc.string({ unit: 'grapheme', maxLength: 3 }),
);
const hex = fc
  .uint8Array({ maxLength: 9 })
  .map((bytes) => Buffer.from(bytes).toString('hex'))
  .chain((text) =>
    fc.constantFrom(...Array<string>(8).fill(text), text.toUpperCase(), `${text}0`, `${text}g0`),
  );
const integer = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -5, max: 20 }) },
  fc.constantFrom(2 ** 53, 2 ** 53 - 1, 1e21, -0, 0.5, 999_999_999_999_999, 0x4000_0000),
);
const target = fc.oneof(
  fc.record({ nav: name }),
  fc.record({ uav: fc.constantFrom('u', 'u', 'v') }),
  fc.record({ uav: fc.constant('u'), align: integer }),
  fc.record({ lazy: fc.tuple(fc.constantFrom('code', 'const_data', 'x'), name) }),
  fc.record({ global: fc.tuple(name, fc.option(name)) }),
);
const relocType = fc.constantFrom('REL32', 'ADDR64', 'ADDR32NB', 'SECREL', 'DIR32', '');
const item = fc.oneof(
  { weight: 4, arbitrary: hex },
  {
    weight: 3,
    arbitrary: fc.record(
      { reloc: target, type: relocType, addend: integer, offset: integer },
      { requiredKeys: ['reloc', 'type'] },
    ),
  },
  fc.record({ ptr: target, addend: integer }, { requiredKeys: ['ptr'] }),
  fc.record({ splat: fc.tuple(integer, integer) }),
  fc.record({ rebase: integer }),
);
const content = fc
  .array(item, { maxLength: 6 })
  // Most relocations need bytes before them to lie within.
  .map((items) => ['0000000000000000', ...items]);
const op = fc.oneof(
  fc.record(
    { op: fc.constant('updateFunc'), nav: name, type: name, align: integer, content },
    { requiredKeys: ['op', 'nav', 'type', 'content'] },
  ),
  fc.record({
    op: fc.constant('updateNav'),
    nav: name,
    type: name,
    align: fc.constantFrom(1, 8, 3),
    content,
  }),
  fc.record({
    op: fc.constant('updateExports'),
    exported: fc.oneof(fc.record({ nav: name }), fc.record({ uav: fc.constant('u') })),
    names: fc.array(name, { maxLength: 3 }),
  }),
  fc.record({ op: fc.constant('snapshot'), name }, { requiredKeys: ['op'] }),
  fc.constant({ op: 'flush' }),
);

const edit = fc.record({
  at: fc.nat(),
  removed: fc.nat(2),
  added: fc.constantFrom(
    '',
    '',
    '"',
    ',',
    '{',
    '}',
    ']',
    '0',
    '0',
    '-',
    '\\',
    ' ',
    'é',
    '\0',
    '"x":1,',
  ),
});

/** A line and some bytes of it changed, left out, said again, or in their place others of the grammar. */
const mutatedLine = fc
  .tuple(
    op.map((value) => Buffer.from(JSON.stringify(value))),
    fc.oneof(fc.constant([]), fc.array(edit, { minLength: 1, maxLength: 1 }), fc.array(edit)),
  )
  .map(([line, edits]) =>
    edits.reduce((bytes, { at, removed, added }) => {
      const start = at % (bytes.length + 1);
      return Buffer.concat([
        bytes.subarray(0, start),
        Buffer.from(added),
        bytes.subarray(start + removed),
      ]);
    }, line),
  );

const RUNS = runs(1000);

describe('any line of an op', () => {
  it('is read as the schema reads it, or left to the schema', () => {
    fc.assert(
      fc.property(mutatedLine, (line) => {
        const quick = newReader().read(line);
        if (quick === null) return;
        expect(withoutNumbers(quick)).toEqual(withoutNumbers(bySchema(line) as Op));
      }),
      { numRuns: RUNS },
    );
  });

  it('is accepted or refused by the parser as by the schema alone, with the same message', () => {
    fc.assert(
      fc.property(mutatedLine, (line) => {
        expect(comparable(parsed(line))).toEqual(comparable(bySchema(line)));
      }),
      { numRuns: RUNS },
    );
  });
});

describe("the lines of the real linker's scripts", () => {
  /** All lines of some scripts. */
  const folder = path.join(packageRoot(), 'oracle', 'scripts');
  const lines = fs
    .readdirSync(folder)
    .filter((_script, index) => index % 16 === 0)
    .flatMap((script) => {
      const splitter = new LineSplitter();
      return [...splitter.push(fs.readFileSync(path.join(folder, script))), ...splitter.end()];
    });
  const updates = lines.filter((line) =>
    /^.{0,3}"op":"update(Func|Nav)"/.test(line.toString('latin1')),
  );

  it('are read by the reader, most of those that update something', () => {
    const reader = new CanonicalReader(machine, () => true);
    const read = updates.filter((line) => reader.read(line) !== null);
    expect(updates.length).toBeGreaterThan(100);
    expect(read.length / updates.length).toBeGreaterThan(0.5);
  });
});

describe('a line that the reader knows', () => {
  const read = (...items: readonly unknown[]): Op | null =>
    newReader().read(
      Buffer.from(JSON.stringify({ op: 'updateFunc', nav: 'f', type: 't', content: items })),
    );

  it.each([
    ['nothing', []],
    ['bytes', ['90', '', '0aFF']],
    ['a relocation', ['e800000000', { reloc: { nav: 'g' }, type: 'REL32' }]],
    [
      'an addend and an offset',
      ['90'.repeat(8), { reloc: { nav: 'g' }, type: 'REL32', addend: -3, offset: 2 }],
    ],
    ['a constant', ['00000000', { reloc: { uav: 'u' }, type: 'ADDR32NB' }]],
    ['an import', ['00000000', { reloc: { global: ['f', 'k'] }, type: 'REL32' }]],
    ['an extern', ['00000000', { reloc: { global: ['f', null] }, type: 'REL32' }]],
    ['a pointer', [{ ptr: { nav: 'g' }, addend: 8 }, { ptr: { uav: 'u' } }]],
    ['a fill', [{ splat: [204, 3] }]],
  ])('has %s', (_what, items) => {
    const quick = read(...items);
    expect(quick).not.toBeNull();
    const line = Buffer.from(
      JSON.stringify({ op: 'updateFunc', nav: 'f', type: 't', content: items }),
    );
    expect(withoutNumbers(quick)).toEqual(withoutNumbers(bySchema(line) as Op));
  });

  it.each([
    [{ op: 'flush' }],
    [{ op: 'snapshot' }],
    [{ op: 'snapshot', name: 'first' }],
    [{ op: 'updateExports', exported: { nav: 'f' }, names: ['g', 'h'] }],
  ])('is %j', (op) => {
    const line = Buffer.from(JSON.stringify(op));
    const quick = newReader().read(line);
    expect(quick).not.toBeNull();
    expect(withoutNumbers(quick)).toEqual(withoutNumbers(bySchema(line) as Op));
  });

  it('is the header of a script with the default options', () => {
    const options = (line: Buffer): unknown => {
      const parser = new LinkScriptParser('test.jsonl');
      parser.line(line);
      return parser.options;
    };
    expect(isPlainHeader(HEADER)).toBe(true);
    expect(isPlainHeader(Buffer.from('{"linkScript":1,"options":{"machine":"I386"}}'))).toBe(false);
    expect(options(HEADER)).toEqual(options(Buffer.concat([HEADER, Buffer.from(' ')])));
  });

  it('has the same number for the same name, wherever it stands', () => {
    const op = read('00000000', { reloc: { nav: 'f' }, type: 'REL32' }, { ptr: { nav: 'g' } });
    expect(op).toMatchObject({
      number: 0,
      content: { relocs: [{ target: { number: 0 } }], pointers: [{ target: { nav: 'g' } }] },
    });
  });

  it('is not one with a constant that was not defined', () => {
    expect(read('00000000', { reloc: { uav: 'v' }, type: 'REL32' })).toBeNull();
  });
});

describe('a line that is left to the schema', () => {
  const REST = '"type":"t","content":[';
  const content = (items: string): string => `{"op":"updateFunc","nav":"f",${REST}${items}]}`;
  const reloc = (rest: string): string => content(`"0000000000","00",{"reloc":{"nav":"g"}${rest}}`);
  const KNOWN = ',"type":"REL32"';

  it('is near these, which are not', () => {
    for (const line of [
      content(''),
      content('').replace('"f"', `"${'f'.repeat(4096)}"`),
      reloc(KNOWN),
      reloc(`${KNOWN},"addend":-1,"offset":2`),
      reloc(`${KNOWN},"addend":-2147483648`),
    ]) {
      expect(newReader().read(Buffer.from(line))).not.toBeNull();
    }
  });

  it.each([
    ['white space', `${content('')} `],
    ['text after the op', `${content('')}}`],
    ['an op that is cut short', content('').slice(0, -1)],
    ['text after a flush', '{"op":"flush"}}'],
    ['a snapshot that is cut short', '{"op":"snapshot"'],
    ['no exported name', '{"op":"updateExports","exported":{"nav":"f"},"names":[]}'],
    ['a name that is none', '{"op":"updateExports","exported":{"nav":"f"},"names":[1]}'],
    ['a comma after the names', '{"op":"updateExports","exported":{"nav":"f"},"names":["g",]}'],
    ['another order', `{"nav":"f","op":"updateFunc",${REST}]}`],
    ['a field more', `${content('').slice(0, -1)},"x":1}`],
    ['an escape', `{"op":"updateFunc","nav":"\\u0066",${REST}]}`],
    ['a letter beyond ASCII', `{"op":"updateFunc","nav":"é",${REST}]}`],
    ['a name of more than 4096 bytes', content('').replace('"f"', `"${'f'.repeat(4097)}"`)],
    ['a control character', `{"op":"updateFunc","nav":"\t",${REST}]}`],
    ['an alignment of 3', `{"op":"updateFunc","nav":"f","type":"t","align":3,"content":[]}`],
    ['an alignment of 08', `{"op":"updateFunc","nav":"f","type":"t","align":08,"content":[]}`],
    ['a nav without an alignment', `{"op":"updateNav","nav":"f",${REST}]}`],
    ['an odd number of digits', content('"909"')],
    ['a digit that is none', content('"9g"')],
    ['an item more', content('"90",')],
    ['no type', reloc('')],
    ['an unknown type', reloc(',"type":"REL33"')],
    ['an addend of -0', reloc(`${KNOWN},"addend":-0`)],
    ['an addend of 01', reloc(`${KNOWN},"addend":01`)],
    ['an addend of 16 digits', reloc(`${KNOWN},"addend":9007199254740992`)],
    ['an addend of more than 32 bits', reloc(`${KNOWN},"addend":2147483648`)],
    ['a fraction', reloc(`${KNOWN},"addend":1.5`)],
    ['an exponent', reloc(`${KNOWN},"addend":1e3`)],
    ['no number', reloc(`${KNOWN},"addend":-`)],
    ['an offset below 0', reloc(`${KNOWN},"offset":-1`)],
    ['an offset beyond the content', reloc(`${KNOWN},"offset":3`)],
    ['too little content before', content('"00",{"reloc":{"nav":"g"},"type":"REL32"}')],
    ['a byte of 256', content('{"splat":[256,1]}')],
    ['a fill of more than memory', content('{"splat":[0,1073741824]}')],
    ['a pointer to a global', content('{"ptr":{"global":["f",null]}}')],
    ['a DLL that is no name', reloc('').replace('{"nav":"g"}', '{"global":["f",1]}')],
    ['room', content('{"rebase":1}')],
    ['a lazy symbol', content('"00000000",{"reloc":{"lazy":["code","E"]},"type":"REL32"}')],
  ])('has %s', (_what, line) => {
    const bytes = Buffer.from(line);
    expect(newReader().read(bytes)).toBeNull();
    expect(comparable(parsed(bytes))).toEqual(comparable(bySchema(bytes)));
  });
});
