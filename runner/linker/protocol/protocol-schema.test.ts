import * as fs from 'node:fs';
import * as path from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import { slowTest } from '../../../reference/testing/slow-test';
import { caseFolder, caseNames, loadCase } from '../../case/case-store';
import { LinkScriptParser } from '../../case/link-script/parser';
import { ScriptError } from '../../case/link-script/script-error';
import { packageRoot } from '../../system/package-root';
import { adapterHello, refusal, snapshotAnswer, unsupported } from './messages';
import { protocolSchema, protocolSchemaText } from './protocol-schema';

const FILE = path.join(packageRoot(), 'schema', 'protocol.schema.json');

/** The shipped schema, or a part of it. */
function validator(part: 'suiteLine' | 'adapterLine'): ValidateFunction {
  const ajv = new Ajv({ strict: false, allErrors: false });
  ajv.addSchema(JSON.parse(fs.readFileSync(FILE, 'utf8')) as object, 'protocol');
  return ajv.compile({ $ref: `protocol#/$defs/${part}` });
}

const suiteLine = validator('suiteLine');
const adapterLine = validator('adapterLine');

/** The transcript of PROTOCOL.md: "→ " before what the suite says, "← " before what an adapter answers. */
function transcript(): readonly string[] {
  const text = fs.readFileSync(path.join(packageRoot(), 'PROTOCOL.md'), 'utf8');
  return text.split('\n').filter((line) => /^[→←] \{/.test(line));
}

describe('schema/protocol.schema.json', () => {
  it('is what the schemas of the suite say: npm run protocol-schema', () => {
    expect(fs.readFileSync(FILE, 'utf8')).toBe(protocolSchemaText());
    expect(new Ajv({ strict: false }).validateSchema(protocolSchema())).toBe(true);
  });

  it('takes each line of the transcript in PROTOCOL.md, of the side that says it', () => {
    const lines = transcript();
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) {
      const message: unknown = JSON.parse(line.slice(2));
      const [own, other] = line.startsWith('→')
        ? [suiteLine, adapterLine]
        : [adapterLine, suiteLine];
      expect([line, own(message)]).toEqual([line, true]);
      expect([line, other(message)]).toEqual([line, false]);
    }
  });

  slowTest('takes each line that a case sends', () => {
    const wrong = caseNames().flatMap((name) =>
      loadCase(`${caseFolder()}/${name}.incr`).case.script.filter(
        ({ json }) => !suiteLine(JSON.parse(json)),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    ['an unknown op', { op: 'link' }],
    ['an unknown field', { op: 'flush', now: true }],
    ['an unknown option', { linkScript: 1, options: { color: 'red' } }],
    ['an unknown machine', { linkScript: 1, options: { machine: 'ARM64' } }],
    ['an alignment of 3', { op: 'updateNav', nav: 'a', type: 'T', align: 3, content: [] }],
    ['half a byte', { op: 'updateFunc', nav: 'a', type: 'T', content: ['0'] }],
    ['an unknown item', { op: 'updateFunc', nav: 'a', type: 'T', content: [{ fill: 1 }] }],
    ['a fill of 256', { op: 'updateFunc', nav: 'a', type: 'T', content: [{ splat: [256, 1] }] }],
    [
      'a pointer to a global',
      {
        op: 'updateNav',
        nav: 'a',
        type: 'T',
        align: 1,
        content: [{ ptr: { global: ['a', null] } }],
      },
    ],
    [
      'a target without a kind',
      {
        op: 'updateFunc',
        nav: 'a',
        type: 'T',
        content: ['00000000', { reloc: {}, type: 'REL32' }],
      },
    ],
    ['no names', { op: 'updateExports', exported: { nav: 'a' }, names: [] }],
    ['a negative count', { op: 'idle', count: -1 }],
  ])('refuses what the suite refuses in a script: %s', (_what, line) => {
    expect(suiteLine(line)).toBe(false);
    const parser = new LinkScriptParser('script');
    const isHeader = 'linkScript' in line;
    if (!isHeader) parser.line(Buffer.from('{"linkScript":1,"options":{}}'));
    expect(() => parser.line(Buffer.from(JSON.stringify(line)))).toThrow(ScriptError);
  });

  const HELLO = {
    protocol: 1,
    name: 'a linker',
    version: '',
    capabilities: {
      machines: ['AMD64'],
      outputModes: ['Exe'],
      levels: ['valid'],
      incremental: false,
    },
  };
  const symbols = [{ symbol: { nav: 'a' }, rva: 1, size: 1 }];

  it.each([
    ['a greeting', { hello: HELLO }, true],
    [
      'a greeting with words of a later version',
      {
        hello: { ...HELLO, capabilities: { ...HELLO.capabilities, machines: ['ARM64'] }, later: 1 },
        more: 2,
      },
      true,
    ],
    ['a greeting without a name', { hello: { ...HELLO, name: undefined } }, false],
    ['a name of two lines', { hello: { ...HELLO, name: 'a\nb' } }, false],
    [
      'no machine',
      { hello: { ...HELLO, capabilities: { ...HELLO.capabilities, machines: [] } } },
      false,
    ],
    [
      'an answer',
      { snapshot: { image: '1.exe', symbols, written: { bytes: 1, unchanged: 0 }, later: 1 } },
      true,
    ],
    [
      'a write that changed nothing',
      { snapshot: { image: '1.exe', written: { bytes: 1, unchanged: 1 } } },
      true,
    ],
    ['an answer without an image', { snapshot: { symbols } }, false],
    [
      'an address of 33 bits',
      { snapshot: { image: '1.exe', symbols: [{ ...symbols[0], rva: 2 ** 32 }] } },
      false,
    ],
    ['half of what was written', { snapshot: { image: '1.exe', written: { bytes: 1 } } }, false],
    ['a refusal', { refused: 'no' }, true],
    ['a refusal without a reason', { refused: '' }, false],
    ['what cannot be judged', { unsupported: 'no' }, true],
    ['text', 'hello', false],
  ])(
    'takes and refuses what the suite takes and refuses of an adapter: %s',
    (_what, line, isTaken) => {
      const message: unknown = JSON.parse(JSON.stringify(line));
      const schemas = [adapterHello, snapshotAnswer, refusal, unsupported];
      expect(schemas.some((schema) => schema.safeParse(message).success)).toBe(isTaken);
      expect(adapterLine(message)).toBe(isTaken);
    },
  );
});
