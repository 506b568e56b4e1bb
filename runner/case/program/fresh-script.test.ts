import { mostlySlowTest } from '../../../reference/testing/slow-test';
import { caseFolder, caseNames, loadCase } from '../case-store';
import { symbolKey, type ProgramState } from './program-state';
import type { Content } from '../link-script/content';
import { contentItems } from '../link-script/content-items';
import { freshScript } from './fresh-script';
import { snapshotPrograms } from './snapshot-programs';

/** Content as text, made once: most of a program is as it was at the update before. */
const contents = new WeakMap<Content, string>();

function contentText(content: Content): string {
  const known = contents.get(content) ?? JSON.stringify(contentItems(content));
  contents.set(content, known);
  return known;
}

/** What a program is, apart from how it became so. */
function described(program: ProgramState): unknown {
  const symbols = program.live().map(({ symbol, content, ...rest }) => {
    return `${symbolKey(symbol)} ${JSON.stringify(rest)} ${contentText(content)}`;
  });
  const { options, exports, isFlushed } = program;
  return { options, isFlushed, exports, symbols: symbols.toSorted() };
}

describe('a script of a program from nothing', () => {
  const scripts = caseNames()
    .map((name) => [name, loadCase(`${caseFolder()}/${name}.incr`).case.script] as const)
    .filter(([, script]) => script.some(({ op }) => op === 'flush'));

  mostlySlowTest.each(scripts)('describes the program of each update of %s', (name, script) => {
    const lines = script.map(({ json }) => json);
    let flushed = 0;
    for (const program of snapshotPrograms(lines, name)) {
      if (!program.isFlushed) continue;
      flushed += 1;
      const [fresh] = snapshotPrograms(freshScript(program), 'fresh');
      expect(fresh && described(fresh)).toEqual(described(program));
    }
    expect(flushed).toBeGreaterThan(0);
  });

  it('defines a constant before another one refers to it, and keeps what is not asked for out', () => {
    const uav = (id: string, content: readonly unknown[]): string =>
      JSON.stringify({ op: 'defineUav', id, type: 'T', value: id, align: 1, content });
    const [program] = snapshotPrograms(
      [
        '{"linkScript":1,"options":{"machine":"I386"}}',
        uav('first', ['00', { splat: [7, 2] }, { rebase: 5 }]),
        uav('unused', ['01']),
        uav('second', [{ ptr: { uav: 'first', align: 4 }, addend: 1 }]),
        '{"op":"updateNav","nav":"main.gone","type":"T","align":2}',
        '{"op":"updateNav","nav":"main.data","type":"T","align":2,"content":[{"ptr":{"uav":"second"}}]}',
        '{"op":"snapshot"}',
      ],
      'script',
    );
    const lines = program === undefined ? [] : freshScript(program);
    expect(lines.slice(1).map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        ...{ op: 'defineUav', id: 'first', type: 'any', value: 'first', align: 1 },
        content: ['00', { splat: [7, 2] }, { rebase: 5 }],
      },
      {
        ...{ op: 'defineUav', id: 'second', type: 'any', value: 'second', align: 1 },
        content: [{ ptr: { uav: 'first', align: 4 }, addend: 1 }],
      },
      {
        ...{ op: 'updateNav', nav: 'main.data', type: 'any', align: 2 },
        content: [{ ptr: { uav: 'second' }, addend: 0 }],
      },
      { op: 'flush' },
      { op: 'snapshot' },
    ]);
    expect(lines[0]).toContain('"machine":"I386"');
  });
});
