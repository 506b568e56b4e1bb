import * as fs from 'node:fs';
import { HOST_NAMES } from '../../../reference';
import {
  AMD64,
  badExport,
  badFunction,
  badHeader,
  badLine,
  badLink,
  badOp,
  badOptions,
  describeRefusals,
  FIELD,
  MAIN_F,
  to,
  type BadScript,
} from '../../cli/testing/bad-script';
import { coff2 } from '../../cli/testing/captured-io';
import { emptyFunction, HEADER, scriptLines } from '../../testing/script-lines';
import { TemporaryFolder } from '../../testing/temporary-folder';

const FLUSH = { op: 'flush' };
const UNSAFE = 2 ** 53;

const TEXT: readonly BadScript[] = [
  { title: 'nothing', script: '', line: 1, subject: 'header', reason: 'the script is empty' },
  badHeader('an empty first line', '', 'not valid JSON'),
  badHeader('a byte order mark', `\uFEFF${JSON.stringify(HEADER)}`, 'not valid JSON'),
  badLine('an empty line', '', null, 'not valid JSON'),
  badLine('a comment', '// flush', null, 'not valid JSON'),
  badLine('JSON that breaks off', '{"op":"flush"', null, 'not valid JSON'),
  badLine('something after the op', '{"op":"flush"} x', null, 'not valid JSON'),
  badLine('two ops in a line', '{"op":"flush"}{"op":"flush"}', null, 'not valid JSON'),
  badLine('an array', '["flush"]', null, 'expected an object with the field op'),
  badLine('a string', '"flush"', null, 'expected an object with the field op'),
  badLine('a number', '7', null, 'expected an object with the field op'),
  badLine('null', 'null', null, 'expected an object with the field op'),
  badOp('a second header', HEADER, null, 'expected an object with the field op'),
  badLine('a byte that UTF-8 has not', Buffer.from('22ff22', 'hex'), null, 'not valid UTF-8'),
  badLine('a cut character', Buffer.from('22e38122', 'hex'), null, 'not valid UTF-8'),
  {
    title: 'a last line without a line feed',
    script: `${scriptLines(HEADER)}{"op":"flsh"}`,
    line: 2,
    subject: 'op 1 (flsh)',
    reason: 'unknown op "flsh"',
  },
];

const HEADERS: readonly BadScript[] = [
  badHeader('no header', emptyFunction('main.f'), 'linkScript: '),
  badHeader('a list', [HEADER], 'expected object, received array'),
  badHeader('null', 'null', 'expected object, received null'),
  badHeader('no version', { options: {} }, 'linkScript: '),
  badHeader('another version', { linkScript: 2, options: {} }, 'linkScript: '),
  badHeader('a version that is text', { linkScript: '1', options: {} }, 'linkScript: '),
  badHeader('no options', { linkScript: 1 }, 'options: '),
  badHeader('options that are a list', { linkScript: 1, options: [] }, 'options: '),
  badHeader('an unknown field', { ...HEADER, host: 'windows' }, '"host"'),
  badOptions('an unknown option', { debug: true }, '"debug"'),
  badOptions('a machine upstream does not link for', { machine: 'ARM64' }, 'options.machine: '),
  badOptions('a machine in lower case', { machine: 'amd64' }, 'options.machine: '),
  badOptions('an unknown output mode', { outputMode: 'exe' }, 'options.outputMode: '),
  badOptions('an unknown link mode', { linkMode: 'shared' }, 'options.linkMode: '),
  badOptions('an unknown optimize mode', { optimize: 'Fast' }, 'options.optimize: '),
  badOptions('a version above u16', { majorSubsystemVersion: 0x10000 }, 'majorSubsystemVersion: '),
  badOptions('a version below zero', { minorSubsystemVersion: -1 }, 'minorSubsystemVersion: '),
  badOptions('a fraction of a version', { minorSubsystemVersion: 0.5 }, 'minorSubsystemVersion: '),
  badOptions('a version in quotes', { majorSubsystemVersion: '6' }, 'majorSubsystemVersion: '),
  badOptions('null for an option', { machine: null }, 'options.machine: '),
  badOptions('an object file', { outputMode: 'Obj' }, 'Obj'),
  badOptions('a static library', { outputMode: 'Lib', linkMode: 'static' }, 'static'),
];

const OPS: readonly BadScript[] = [
  badOp('an unknown op', { op: 'link' }, 'link', 'unknown op "link"; expected defineUav, '),
  badOp('a name that every object has', { op: 'toString' }, 'toString', 'unknown op "toString"'),
  badOp('no op', MAIN_F, null, 'expected an object with the field op'),
  badOp('an op that is a number', { op: 5, ...MAIN_F }, null, 'unknown op 5'),
  badOp('no nav', { op: 'updateFunc', type: 'T', content: [] }, 'updateFunc', 'nav: '),
  badOp('no type', { op: 'updateFunc', ...MAIN_F, content: [] }, 'updateFunc main.f', 'type: '),
  badOp('no content', { op: 'updateFunc', ...MAIN_F, type: 'T' }, 'updateFunc main.f', 'content: '),
  badOp('no align', { op: 'updateNav', ...MAIN_F, type: 'T' }, 'updateNav main.f', 'align: '),
  badOp('no id', { op: 'defineUav', type: 'T', value: '', content: [] }, 'defineUav', 'id: '),
  badOp('no kind', { op: 'defineLazy', type: 'E', content: [] }, 'defineLazy E', 'kind: '),
  badOp(
    'an unknown lazy kind',
    { op: 'defineLazy', kind: 'data', type: 'E', content: [] },
    'defineLazy E',
    'kind: Invalid option: expected one of "code"|"const_data"',
  ),
  badOp(
    'no name of an export',
    { op: 'deleteExport', ...MAIN_F },
    'deleteExport main.f',
    'name: Invalid input: expected string',
  ),
  badOp('a field too many', { ...FLUSH, now: true }, 'flush', '"now"'),
  badFunction('a misspelt field', { algin: 16 }, '"algin"'),
  badLine(
    'a field named as what objects inherit from',
    '{"op":"flush","__proto__":{}}',
    'flush',
    '"__proto__"',
  ),
  badFunction('a type that is a number', { type: 5 }, 'type: Invalid input: expected string'),
  badFunction('content that is text', { content: '90' }, 'content: expected an array'),
  badFunction('null as content', { content: null }, 'content: expected an array'),
  badFunction('an alignment of 0', { align: 0 }, 'align: expected a power of two'),
  badFunction('an alignment of 3', { align: 3 }, 'align: expected a power of two'),
  badFunction('an alignment below zero', { align: -16 }, 'align: expected a power of two'),
  badFunction('a fraction of an alignment', { align: 0.5 }, 'align: expected a power of two'),
  badFunction('an alignment in quotes', { align: '16' }, 'align: expected a power of two'),
  badFunction('null as alignment', { align: null }, 'align: expected a power of two'),
  badFunction('an alignment of 2^53', { align: UNSAFE }, 'align: expected a power of two'),
  badFunction('one short of 2^52', { align: 2 ** 52 - 1 }, 'a power of two up to 2^52'),
  badOp('a count below zero', { op: 'idle', count: -1 }, 'idle', 'count: '),
  badOp('a fraction of a count', { op: 'idle', count: 1.5 }, 'idle', 'count: '),
  badOp('a count that is no exact integer', { op: 'idle', count: UNSAFE }, 'idle', 'count: '),
  badLine('a count beyond numbers', '{"op":"idle","count":1e999}', 'idle', 'count: '),
  badOp('a snapshot named by a number', { op: 'snapshot', name: 1 }, 'snapshot', 'name: '),
];

const EXPORTS: readonly BadScript[] = [
  badExport('a list of no names', MAIN_F, [], 'names: expected one or more names'),
  badExport('a name that is a number', MAIN_F, ['a', 5], 'names[1]: Invalid input'),
  badExport('a NUL in a name', MAIN_F, ['a\0b'], 'names[0]: a name in the image cannot hold a NUL'),
  badExport('a text instead of names', MAIN_F, 'start', 'names: Invalid input'),
  badExport('a nav and a uav', { nav: 'main.f', uav: 'u' }, ['a'], 'exported: expected {"nav"'),
  badExport('neither of them', {}, ['a'], 'exported: expected {"nav": name} or {"uav": id}'),
  badExport('a uav that is not defined', { uav: 'u' }, ['a'], 'no such uav is defined'),
  badExport('a nav that was never placed', MAIN_F, ['a'], 'nav main.f is exported, but nothing'),
];

const UAV = { op: 'defineUav', id: 'u', type: 'u8', value: '7', align: 1, content: ['07'] };

const DEFINITIONS: readonly BadScript[] = [
  {
    title: 'a uav for the second time, even the same',
    script: scriptLines(HEADER, UAV, FLUSH, UAV),
    line: 4,
    subject: 'op 3 (defineUav u)',
    reason: 'this uav is already defined',
  },
  badOp(
    'a uav in its own definition',
    { ...UAV, content: [FIELD, to({ uav: 'u' })] },
    'defineUav u',
    'content[1].reloc.uav: no uav "u" was defined before this op',
  ),
  {
    title: 'a uav before its definition',
    script: scriptLines(HEADER, { ...emptyFunction('f'), content: [{ ptr: { uav: 'u' } }] }, UAV),
    line: 2,
    subject: 'op 1 (updateFunc f)',
    reason: 'content[0].ptr.uav: no uav "u" was defined before this op',
  },
  {
    title: 'an alignment of a uav that is no power of two',
    script: scriptLines(HEADER, UAV, {
      ...emptyFunction('f'),
      content: [{ ptr: { uav: 'u', align: 3 } }],
    }),
    line: 3,
    subject: 'op 2 (updateFunc f)',
    reason: 'content[0].ptr.align: expected a power of two up to 2^52, got 3',
  },
];

describeRefusals('as text', TEXT);
describeRefusals('for its header', HEADERS);
describeRefusals('for an op', OPS);
describeRefusals('for an export', EXPORTS);
describeRefusals('for a definition', DEFINITIONS);

const CALLS_LAZY = { ...emptyFunction('main.f'), content: [FIELD, to({ lazy: ['code', 'E'] })] };
const GOOD_SCRIPT = scriptLines(HEADER, emptyFunction('main.g'), FLUSH, { op: 'snapshot' });
const GOOD_FILES = HOST_NAMES.flatMap((host) => [`good.${host}.0.exe`, `good.${host}.0.nodes`]);

describe('a refused script among others', () => {
  const folder = TemporaryFolder.forEachTest();
  const refused = [
    ['its header', badOptions('', { machine: 'ARM64' }, '')],
    ['a line', badLine('', 'flush', null, '')],
    ['the linker', badLink('', AMD64, [CALLS_LAZY, FLUSH], '', '')],
  ] as const;

  describe.each(refused)('refused for %s', (_why, { script }) => {
    it.each([
      ['before', ['good.jsonl', 'bad.jsonl']],
      ['after', ['bad.jsonl', 'good.jsonl']],
    ])('does not keep a good one %s it from its snapshots', async (_where, names) => {
      folder.write('good.jsonl', GOOD_SCRIPT);
      folder.write('bad.jsonl', script);
      const files = names.map((name) => folder.path(name));
      const args = ['replay', '--host', 'all', '--out', folder.path('out'), ...files];
      expect((await coff2(args)).code).toBe(1);
      expect(folder.list('out')).toEqual([...GOOD_FILES].sort());
    });

    it('leaves what was in the folder as it was, down to its own earlier snapshots', async () => {
      fs.mkdirSync(folder.path('out'));
      const earlier = folder.write('out/bad.linux-tmpfs.0.exe', 'earlier');
      const bad = folder.write('bad.jsonl', script);
      await coff2(['replay', '--host', 'all', '--out', folder.path('out'), bad]);
      expect(folder.list('out')).toEqual(['bad.linux-tmpfs.0.exe']);
      expect(fs.readFileSync(earlier, 'utf8')).toBe('earlier');
    });

    it('prints no digest of it', async () => {
      const good = folder.write('good.jsonl', GOOD_SCRIPT);
      const bad = folder.write('bad.jsonl', script);
      const { code, stdout } = await coff2(['replay', '--digest', bad, good]);
      const lines = stdout.trimEnd().split('\n');
      expect(code).toBe(1);
      expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([{ script: 'good' }]);
    });
  });

  it('is not the only one told of, when there are more', async () => {
    const first = folder.write('first.jsonl', '');
    const second = folder.write('second.jsonl', 'x');
    const { stderr } = await coff2(['replay', first, second]);
    expect(stderr).toMatch(/^.*first\.jsonl:1: header: .*\n.*second\.jsonl:1: header: .*\n$/);
  });
});

describe('what a script says in the message that refuses it', () => {
  const folder = TemporaryFolder.forEachTest();

  it.each([
    ['a line feed', 'a\nb', 'a\\nb'],
    ['an escape sequence', '\u001b[2J', '\\u001b[2J'],
    ['an escape sequence of one character', '\u009b2J', '\\u009b2J'],
    ['a delete', '\u007f', '\\u007f'],
    ['letters of any script', 'おはよう', 'おはよう'],
  ])('is printable: %s', async (_title, nav, printed) => {
    const script = scriptLines(HEADER, { op: 'updateFunc', nav });
    const file = folder.write('bad.jsonl', script);
    const { stderr } = await coff2(['replay', file]);
    expect(stderr).toMatch(/^[^\p{Cc}]*\n$/u);
    expect(stderr).toContain(`op 1 (updateFunc ${printed}): `);
  });
});
