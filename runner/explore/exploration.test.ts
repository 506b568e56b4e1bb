import { mostlySlowTest, slowTest } from '../../reference/testing/slow-test';
import type { HostName } from '../../reference';
import { linkCase } from '../case/case-replay';
import { caseFile, loadCase } from '../case/case-store';
import { exploredCase, exploredScript, said, stepTitled } from './testing/explored';

const func = (nav: string, content: readonly unknown[]): object => ({
  op: 'updateFunc',
  nav,
  type: 'fn () void',
  content,
});

describe('an exploration', () => {
  mostlySlowTest.each<[string, HostName]>([
    ['hello', 'linux-tmpfs'],
    ['function_grows', 'linux-ext4'],
    ['imports_grow', 'windows'],
    ['data_slides_sections', 'linux-tmpfs'],
  ])('has the image and the dump of a replay after each update: %s on %s', (name, host) => {
    const stored = loadCase(caseFile(name) ?? '');
    const replayed = linkCase(stored.case, stored.file, [host]).map((update) => update.get(host));
    const exploration = exploredCase(name, host);
    const ends = exploration.steps.filter(({ snapshot }) => snapshot !== null);
    expect(ends).toHaveLength(replayed.length);
    for (const [index, { index: step }] of ends.entries()) {
      const state = exploration.state(step);
      expect(Buffer.from(state.image).equals(replayed[index]?.image ?? Buffer.alloc(0))).toBe(true);
      expect(state.dump()).toBe(replayed[index]?.nodes);
    }
  });

  // In two of them, an export flushes: the linker is halted between two tasks of it.
  mostlySlowTest.each(['hello', 'export_aliases', 'exported_constants'])(
    'has the same state of a step, whichever way one comes to it: %s',
    (name) => {
      const forwards = exploredCase(name);
      const backwards = exploredCase(name);
      const dumps = forwards.steps.map(({ index }) => forwards.state(index).dump());
      for (const { index } of backwards.steps.toReversed()) {
        expect(backwards.state(index).dump()).toBe(dumps[index]);
      }
    },
  );

  slowTest('tells of every byte that differs from the step before', () => {
    const exploration = exploredCase('function_grows', 'linux-ext4');
    const untold: string[] = [];
    for (const { index, touches } of exploration.steps.slice(1)) {
      const before = exploration.state(index - 1).image;
      const after = exploration.state(index).image;
      for (const [at, byte] of after.entries()) {
        if (byte === (before[at] ?? 0)) continue;
        const isTold = touches.some((touch) =>
          touch.kind === 'insert'
            ? at >= touch.at
            : touch.kind === 'write'
              ? at >= touch.at && at < touch.at + touch.size
              : (at >= touch.to && at < touch.to + touch.size) ||
                (at >= touch.from && at < touch.from + touch.size),
        );
        if (!isTold) untold.push(`step ${index} at ${at}`);
      }
    }
    expect(untold).toEqual([]);
  });

  it('has a step for each task of a flush, in its order, and none for a flush that does all', () => {
    const { steps } = exploredScript([
      func('main.f', ['c3']),
      { op: 'flush' },
      { op: 'flush' },
      { op: 'snapshot', name: 'end' },
    ]);
    const titles = steps.map(({ title }) => title);
    expect(titles.slice(0, 3)).toEqual([
      'the linker starts',
      'updateFunc main.f',
      'main.f moved and resized',
    ]);
    expect(titles.slice(-2)).toEqual(['flush', 'snapshot: end']);
    expect(titles.filter((title) => title === 'flush')).toHaveLength(1);
  });

  it('ends before an op that the linker refuses, and says where and why', () => {
    const far = { reloc: { nav: 'main.g' }, type: 'REL32', addend: 0x1_0000_0000 };
    const { steps, refusal } = exploredScript([
      func('main.g', ['c3']),
      func('main.f', ['e800000000', { ...far, offset: 1 }]),
      { op: 'flush' },
    ]);
    expect(refusal?.op).toBe(2);
    expect(refusal?.message).toMatch(/^script\.jsonl:4: op 3 \(flush\): REL32 relocation at /);
    expect(steps.at(-1)?.title).toBe('updateFunc main.f');
  });

  it('gives the nearest step for a number that there is not', () => {
    const exploration = exploredScript([]);
    expect(exploration.step(99).index).toBe(0);
    expect(exploration.step(-1).index).toBe(0);
  });
});

describe('the sentences of a step', () => {
  it('say why a function floats, with the figures that decided it', () => {
    const exploration = exploredScript([
      func('main.f', [{ splat: [0x90, 16] }]),
      func('main.g', ['c3']),
      { op: 'flush' },
      func('main.f', [{ splat: [0x90, 200] }]),
    ]);
    expect(said(exploration.step(exploration.steps.length - 1))).toMatch(
      /main\.f outgrew its place: 0x[0-9a-f]+ of 0x[0-9a-f]+ bytes\. It floats to the end of \.text\./,
    );
  });

  it('say which end a relocation waits for, and that it is applied later', () => {
    const exploration = exploredScript([
      func('main.g', ['c3']),
      func('main.f', ['e800000000', { reloc: { nav: 'main.g' }, type: 'REL32', offset: 1 }]),
      { op: 'flush' },
    ]);
    expect(said(stepTitled(exploration, 'updateFunc main.f'))).toContain(
      'The relocation at main.f+0x1 to main.g is not applied: main.f has moved',
    );
    expect(exploration.steps.map(said).join('\n')).toContain(
      'Both ends of the relocation at main.f+0x1 to main.g are at rest, so it is applied.',
    );
  });

  it('are there for every step of every kind', () => {
    const cases = ['hello', 'tag_names_change', 'change_exports', 'references'];
    for (const exploration of cases.map((name) => exploredCase(name))) {
      const silent = exploration.steps.filter(({ why }) => why.length === 0);
      expect(silent.map(({ title }) => title)).toEqual([]);
    }
  });
});
