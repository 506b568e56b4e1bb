import { eachNode, type DumpNode } from '../image/node-dump/parse-node-dump';
import type { Exploration } from './exploration';
import { whoWrote } from './provenance';
import type { Step } from './step';
import { exploredCase, exploredScript, stepTitled } from './testing/explored';

const func = (nav: string, ...content: readonly unknown[]): object => ({
  op: 'updateFunc',
  nav,
  type: 'fn () void',
  content,
});

function last({ steps }: Exploration): number {
  return steps.length - 1;
}

function nodeNamed(exploration: Exploration, key: string): DumpNode {
  for (const node of eachNode(exploration.state(last(exploration)).root)) {
    if (node.key === key) return node;
  }
  throw new Error(`no node is ${key}`);
}

describe('who wrote a byte', () => {
  const grown = exploredScript([
    func('main.g', 'c3'),
    func('main.f', 'e800000000', { reloc: { nav: 'main.g' }, type: 'REL32', offset: 1 }),
    func('main.h', 'c3'),
    { op: 'flush' },
    func(
      'main.f',
      'e800000000',
      { reloc: { nav: 'main.g' }, type: 'REL32', offset: 1 },
      { splat: [0x90, 200] },
    ),
    { op: 'flush' },
  ]);
  const { tables } = grown.state(last(grown));
  const start = nodeNamed(grown, 'nav(main.f)').fileOffset;
  const origin = (at: number): ReturnType<typeof whoWrote> =>
    whoWrote(grown.steps, last(grown), at);

  it('is the content of a symbol, in the step of its update', () => {
    const found = origin(start);
    expect(grown.step(found?.step ?? 0).title).toBe('updateFunc main.f');
    expect(found?.step).toBe(
      grown.steps.findLast(({ title }) => title === 'updateFunc main.f')?.index,
    );
    expect(found?.cause).toMatchObject({ kind: 'content' });
  });

  it('is a relocation, with both of its ends', () => {
    const cause = origin(start + 1)?.cause;
    if (cause?.kind !== 'relocation') throw new Error(`the cause is ${cause?.kind ?? 'none'}`);
    expect(tables.symbolName(cause.location)).toBe('main.f');
    expect(tables.symbolName(cause.target)).toBe('main.g');
    expect(cause.offset).toBe(1);
  });

  it('is nobody for a byte that is zero since the file grew', () => {
    const { length } = grown.state(last(grown)).image;
    expect(origin(length - 1)).toBeNull();
  });

  it('is nobody, but with the step, where bytes moved away', () => {
    const before = grown.steps.findLast(({ touches }) =>
      touches.some(({ kind }) => kind === 'move'),
    );
    const move = before?.touches.find(({ kind }) => kind === 'move');
    if (move?.kind !== 'move') throw new Error('nothing moved');
    expect(origin(move.from)).toEqual({ step: before?.index, cause: null, movedIn: [] });
  });

  it('follows a byte that was moved back to the step that wrote it', () => {
    const touches = (...list: Step['touches']): Step => ({ ...grown.step(1), touches: list });
    const write = { kind: 'write', at: 100, size: 10, cause: { kind: 'linker' } } as const;
    const steps = [
      touches(write),
      touches({ kind: 'move', from: 100, to: 500, size: 10 }),
      touches({ kind: 'insert', at: 200, size: 1000 }),
    ];
    expect(whoWrote(steps, 2, 1505)).toEqual({ step: 0, cause: write.cause, movedIn: [1, 2] });
    expect(whoWrote(steps, 1, 505)).toEqual({ step: 0, cause: write.cause, movedIn: [1] });
    expect(whoWrote(steps, 2, 250)).toEqual({ step: 2, cause: null, movedIn: [] });
    expect(whoWrote(steps, 2, 150)).toBeNull();
  });

  it('agrees with the image: a byte that nobody wrote is zero', () => {
    const exploration = exploredCase('function_grows', 'linux-ext4');
    const { image } = exploration.state(last(exploration));
    const wrong = [...image.entries()]
      .filter(
        ([at, byte]) =>
          byte !== 0 &&
          (whoWrote(exploration.steps, last(exploration), at)?.cause ?? null) === null,
      )
      .map(([at]) => at);
    expect(wrong).toEqual([]);
  });

  it('is the linker itself for headers', () => {
    const hello = exploredCase('hello');
    expect(whoWrote(hello.steps, last(hello), 0)).toEqual({
      step: stepTitled(hello, 'the linker starts').index,
      cause: { kind: 'linker' },
      movedIn: [],
    });
  });
});
