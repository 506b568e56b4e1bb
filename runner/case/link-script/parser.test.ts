import { fc } from '../../../reference/testing/properties';
import { mostlySlowTest } from '../../../reference/testing/slow-test';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { packageRoot } from '../../system/package-root';
import { cut, emptyFunction, HEADER, scriptLines } from '../../testing/script-lines';
import { LineSplitter } from './lines';
import type { Op } from './op';
import { LinkScriptParser } from './parser';
import { ScriptError } from './script-error';

interface Parsed {
  readonly parser: LinkScriptParser;
  readonly ops: readonly Op[];
}

/** Reads a script whose bytes come in these pieces. */
function parse(...pieces: readonly (Buffer | string)[]): Parsed {
  const parser = new LinkScriptParser('test.jsonl');
  const splitter = new LineSplitter();
  const ops: Op[] = [];
  const read = (lines: Iterable<Buffer>): void => {
    for (const line of lines) {
      const op = parser.line(line);
      if (op !== null) ops.push(op);
    }
  };
  for (const piece of pieces) read(splitter.push(Buffer.from(piece)));
  read(splitter.end());
  parser.end();
  return { parser, ops };
}

/** The op that one line becomes, after these lines. */
function parseOp(op: object, ...before: readonly object[]): Op | undefined {
  return parse(scriptLines(HEADER, ...before, op)).ops.at(-1);
}

const NOTHING = { steps: [], bytes: new Uint8Array(), pointers: [], relocs: [] };
const UAV = { id: 'u', type: '*const u8', value: '7', align: 4, content: [] };
const DEFINE_UAV = { op: 'defineUav', ...UAV };

describe('the header', () => {
  it('asks for the defaults where it is silent', () => {
    expect(parse(scriptLines(HEADER)).parser.options).toEqual({
      machine: 'AMD64',
      outputMode: 'Exe',
      linkMode: 'static',
      optimize: 'Debug',
      majorSubsystemVersion: 6,
      minorSubsystemVersion: 0,
    });
  });

  it('may ask for all that differs', () => {
    const options = {
      machine: 'I386',
      outputMode: 'Lib',
      linkMode: 'dynamic',
      optimize: 'ReleaseSmall',
      majorSubsystemVersion: 0,
      minorSubsystemVersion: 0xffff,
    };
    expect(parse(scriptLines({ linkScript: 1, options })).parser.options).toEqual(options);
  });

  it('is known as soon as it is read', () => {
    const parser = new LinkScriptParser('test.jsonl');
    expect(parser.options).toBeNull();
    expect(parser.line(Buffer.from(JSON.stringify(HEADER)))).toBeNull();
    expect(parser.options).not.toBeNull();
  });

  it('must be there', () => {
    expect(() => parse('')).toThrow(
      new ScriptError(
        'test.jsonl',
        1,
        'header',
        'the script is empty; expected {"linkScript":1,"options":{...}}',
      ),
    );
  });
});

describe('an op', () => {
  it.each([
    ['defineUav', DEFINE_UAV, { ...DEFINE_UAV, content: NOTHING }],
    [
      'defineLazy',
      { op: 'defineLazy', kind: 'code', type: 'E', content: [] },
      { op: 'defineLazy', kind: 'code', type: 'E', content: NOTHING },
    ],
    [
      'updateNav',
      { op: 'updateNav', nav: 'main.x', type: 'u8', align: 1, content: [] },
      { op: 'updateNav', nav: 'main.x', number: 0, type: 'u8', align: 1, content: NOTHING },
    ],
    [
      'updateNav without bytes at run time',
      { op: 'updateNav', nav: 'main.T', type: 'type', align: 1 },
      { op: 'updateNav', nav: 'main.T', type: 'type', align: 1, content: null },
    ],
    [
      'updateFunc',
      { ...emptyFunction('main.f'), align: 64 },
      { op: 'updateFunc', nav: 'main.f', type: 'fn () void', align: 64, content: NOTHING },
    ],
    [
      'updateFunc with the default alignment',
      emptyFunction('main.f'),
      {
        op: 'updateFunc',
        nav: 'main.f',
        number: 0,
        type: 'fn () void',
        align: null,
        content: NOTHING,
      },
    ],
    [
      'updateExports of a nav',
      { op: 'updateExports', exported: { nav: 'main.f' }, names: ['f', 'g'] },
      { op: 'updateExports', exported: { nav: 'main.f' }, names: ['f', 'g'] },
    ],
    [
      'updateExports of a uav',
      { op: 'updateExports', exported: { uav: 'u' }, names: [''] },
      { op: 'updateExports', exported: { uav: 'u' }, names: [''] },
    ],
    [
      'deleteExport',
      { op: 'deleteExport', nav: 'main.f', name: 'f' },
      { op: 'deleteExport', nav: 'main.f', name: 'f' },
    ],
    ['updateErrorData', { op: 'updateErrorData' }, { op: 'updateErrorData' }],
    ['idle once', { op: 'idle' }, { op: 'idle', count: 1 }],
    ['idle often', { op: 'idle', count: 7 }, { op: 'idle', count: 7 }],
    ['idle never', { op: 'idle', count: 0 }, { op: 'idle', count: 0 }],
    ['flush', { op: 'flush' }, { op: 'flush' }],
    ['snapshot', { op: 'snapshot' }, { op: 'snapshot', name: null }],
    ['a named snapshot', { op: 'snapshot', name: 'v1' }, { op: 'snapshot', name: 'v1' }],
  ])('%s', (title, line, op) => {
    const before = title.endsWith('of a uav') ? [DEFINE_UAV] : [];
    expect(parseOp(line, ...before)).toEqual(op);
  });

  it('may have its fields in any order, and white space between them', () => {
    const line = ' { "count" : 2,\t"op" : "idle" } ';
    expect(parse(`${JSON.stringify(HEADER)}\n${line}\n`).ops).toEqual([{ op: 'idle', count: 2 }]);
  });

  it.each(['', 'main.おはよう', 'a "b" \\ c', 'line\nfeed', '__proto__', '🧵'])(
    'takes the nav %p for what it is, in characters or in escapes',
    (nav) => {
      const line = JSON.stringify(emptyFunction(nav));
      const escaped = line.replaceAll(
        /[^\x20-\x7e]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
      const { ops } = parse(`${JSON.stringify(HEADER)}\n${line}\n${escaped}`);
      expect(ops).toMatchObject([{ nav }, { nav }]);
    },
  );

  it('may refer to a nav and a lazy symbol that are not there yet', () => {
    const content = [
      { ptr: { nav: 'main.later' } },
      { reloc: { lazy: ['code', 'E'] }, type: 'REL32' },
    ];
    expect(parseOp({ ...emptyFunction('main.f'), content })).toMatchObject({ op: 'updateFunc' });
  });

  it('may refer to a uav that any earlier line defined', () => {
    const content = [{ ptr: { uav: 'u' } }];
    const another = { ...DEFINE_UAV, id: 'v', content };
    expect(parseOp(another, DEFINE_UAV, { op: 'flush' })).toMatchObject({
      op: 'defineUav',
      id: 'v',
    });
  });

  it('may define a lazy symbol anew', () => {
    const lazy = { op: 'defineLazy', kind: 'const_data', type: 'E', content: ['00'] };
    expect(parseOp({ ...lazy, content: ['11'] }, lazy)).toMatchObject({
      content: { bytes: Uint8Array.of(0x11) },
    });
  });
});

describe('a refusal', () => {
  it('reports file, line, op and reason, each by itself and all in the message', () => {
    const { parser } = parse(scriptLines(HEADER, { op: 'idle' }, { op: 'flush' }));
    const error = parser.refusal({ op: 'flush' }, 'why not');
    expect(error).toMatchObject({ file: 'test.jsonl', line: 3, reason: 'why not' });
    expect(error.message).toBe('test.jsonl:3: op 2 (flush): why not');
  });

  it.each([
    [
      'op 1 (updateNav main.x)',
      { op: 'updateNav', nav: 'main.x', type: 't', align: 1, content: null },
    ],
    ['op 1 (defineUav u)', { op: 'defineUav', ...UAV, content: NOTHING }],
    ['op 1 (defineLazy E)', { op: 'defineLazy', kind: 'code', type: 'E', content: NOTHING }],
    [
      'op 1 (updateExports main.f)',
      { op: 'updateExports', exported: { nav: 'main.f' }, names: [] },
    ],
    ['op 1 (updateExports u)', { op: 'updateExports', exported: { uav: 'u' }, names: [] }],
    ['op 1 (deleteExport main.f)', { op: 'deleteExport', nav: 'main.f', name: 'f' }],
    ['op 1 (idle)', { op: 'idle', count: 1 }],
  ] as const)('calls its op "%s"', (subject, op) => {
    const { parser } = parse(scriptLines(HEADER, { op: 'flush' }));
    expect(parser.refusal(op, '').subject).toBe(subject);
  });
});

describe('a script in pieces', () => {
  const oracle = path.join(packageRoot(), 'oracle', 'scripts', 'hello.jsonl');
  const scripts = {
    'of the oracle': fs.readFileSync(oracle),
    'with characters of two, three and four bytes': Buffer.from(
      scriptLines(HEADER, emptyFunction('é'), emptyFunction('お'), emptyFunction('🧵')),
    ),
  };

  mostlySlowTest.each(Object.entries(scripts))(
    '%s has the same ops as in one',
    (_title, script) => {
      const { ops } = parse(script);
      expect(ops.length).toBeGreaterThan(2);
      fc.assert(
        fc.property(fc.array(fc.nat({ max: script.length })), (positions) => {
          expect(parse(...cut(script, positions)).ops).toEqual(ops);
        }),
      );
    },
  );

  it.each(Object.entries(scripts))('%s may come byte by byte', (_title, script) => {
    const bytes = Array.from(script, (_, i) => script.subarray(i, i + 1));
    expect(parse(...bytes).ops).toEqual(parse(script).ops);
  });

  it('counts the lines that were read', () => {
    expect(parse(scripts['of the oracle']).parser.lines).toBe(11);
  });
});
