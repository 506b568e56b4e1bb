import * as fs from 'node:fs';
import type { Difference, DifferenceKind } from './difference';
import { diffDumps } from './dump-diff';
import { explainDifferences } from './explain-differences';
import { ignoreDifferences } from './ignore';
import { renderDifferences } from './render-differences';
import { writeDifferenceReport } from './report-file';
import { oracleSnapshot } from './testing/snapshots';
import { TemporaryFolder } from '../testing/temporary-folder';

const difference = (key: string, more: Partial<Difference> = {}): Difference => ({
  key,
  message: `${key}: 1 → 2`,
  before: '1',
  after: '2',
  ...more,
});

const folder = TemporaryFolder.forEachTest();

describe('differences as text', () => {
  it('stand by kind, with key and cause', () => {
    const text = renderDifferences([
      difference('node.nav(main.f).offset', { message: 'nav(main.f) moved', cause: 'it grew' }),
      difference('optional_header.checksum'),
    ]);
    expect(text).toBe(
      [
        'Headers:',
        '  optional_header.checksum: 1 → 2',
        '',
        'Nodes:',
        '  nav(main.f) moved  [node.nav(main.f).offset]',
        '      it grew',
        '',
      ].join('\n'),
    );
  });

  it('of one event are reported together', () => {
    const many = Array.from({ length: 300 }, (_, i) =>
      difference(`reloc.nav(main.f${i})+0x1`, { group: 'fields follow nav(main.g)' }),
    );
    const lines = renderDifferences(many, { limit: 20 }).split('\n');
    expect(lines[1]).toBe('  300 × fields follow nav(main.g):');
    expect(lines).toHaveLength(6);
    expect(lines[4]).toBe('    … and 298 more');
    expect(renderDifferences(many).split('\n')).toHaveLength(303);
  });

  it('count those of a group that is shown, also where the limit is reached before', () => {
    const one = (key: string, group?: string): Difference => ({
      ...{ key, message: key, before: null, after: null },
      ...(group === undefined ? {} : { group }),
    });
    const singles = ['b', 'c', 'd'].map((name) => one(`node.${name}`));
    const late = ['e', 'f', 'g'].map((name) => one(`node.${name}`, 'moved'));
    const text = renderDifferences([one('node.a', 'moved'), ...singles, ...late], { limit: 2 });
    expect(text).toContain('4 × moved:');
    expect(text).toContain('… 2 more differences');
  });

  it('end where the limit is reached, and say where the rest is', () => {
    const many = Array.from({ length: 30 }, (_, i) => difference(`dos_stub${i}`));
    const text = renderDifferences(many, { limit: 20, more: 'FILE' });
    expect(text).toContain('dos_stub19');
    expect(text).not.toContain('dos_stub20');
    expect(text).toMatch(/\n… 10 more differences, all in FILE\n$/);
  });

  it('ask those that are not shown for no words', () => {
    const asked: string[] = [];
    const one = (kind: DifferenceKind, name: string): Difference => ({
      ...{ kind, before: null, after: null },
      get key() {
        asked.push(name);
        return `${kind}.${name}`;
      },
      get message() {
        return this.key;
      },
      get group() {
        asked.push(`group of ${name}`);
        return undefined;
      },
    });
    const all = [one('bytes', 'a'), one('reloc', 'b'), one('node', 'c'), one('node', 'd')];
    const text = renderDifferences(all, { limit: 1 });
    expect(text).toBe('Nodes:\n  node.c  [node.c]\n\n… 3 more differences\n');
    expect(new Set(asked)).toEqual(new Set(['c', 'group of c']));
  });

  it('show so many lines of details', () => {
    const text = renderDifferences(
      [difference('bytes.file+0x0', { details: ['- 1', '- 2', '+ 3'] })],
      { detailLimit: 1 },
    );
    expect(text).toBe('Contents:\n  bytes.file+0x0: 1 → 2\n      - 1\n      … 2 more lines\n');
  });
});

describe('ignoring', () => {
  const keys = ['section.text.flags', 'section.text.virtual_size', 'section.text2.flags'];
  test.each([
    [[], []],
    [['section.text.flags'], ['section.text.flags']],
    [['section.text.*'], keys.slice(0, 2)],
    [['section.text'], []],
    [['*'], keys],
  ])('%j takes out %j', (patterns, ignored) => {
    const sifted = ignoreDifferences(
      keys.map((key) => difference(key)),
      patterns,
    );
    expect(sifted.ignored.map(({ key }) => key)).toEqual(ignored);
    expect(sifted.shown).toHaveLength(keys.length - ignored.length);
  });
});

describe('node dumps', () => {
  const [before, after] = [
    oracleSnapshot('pointer-tables', 0),
    oracleSnapshot('pointer-tables', 1),
  ];

  it('are shown as a unified diff of their nodes', () => {
    const diff = diffDumps(before.nodes, after.nodes);
    expect(diff).toMatch(/^--- before\n\+\+\+ after\n@@ /);
    expect(diff).toMatch(/^\+ {2}nav\(fn \(\) void, main\.a\) index=12 offset=0x20 size=0x40/m);
    expect(diff).not.toMatch(/^[-+] +[0-9a-f]{8} {2}/m);
  });

  it('that are the same, or not there, are nothing to show', () => {
    expect(diffDumps(before.nodes, before.nodes)).toBe('');
    expect(diffDumps(before.nodes, null)).toBe('');
  });

  it('are in the report, with their bytes', () => {
    const differences = explainDifferences(before, after);
    const file = writeDifferenceReport(folder.path('reports'), 'a', differences, { before, after });
    const text = fs.readFileSync(file, 'utf8');
    expect(file).toBe(folder.path('reports', 'a.diff.txt'));
    for (const { key } of differences) expect(text).toContain(key);
    expect(text).toMatch(/^\+ {3}[0-9a-f]{8} {2}/m);
  });
});
