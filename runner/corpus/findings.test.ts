import type { Examination } from './examination';
import { explainFindings, findingsOf } from './findings';

const FINE: Examination = {
  name: 'package 1: a.dll',
  kind: 'image',
  size: 1024,
  toolchain: 'LLD',
  commands: [{ command: 'check', milliseconds: 1000 }],
  broken: [],
  unusual: [],
  refusal: null,
  notCompared: null,
  counts: { sections: 2, imports: 3, exports: 0, relocations: 5 },
  faults: [],
};
const SAME = { sections: 2, imports: 3, exports: 0, relocations: 5 };

const texts = (
  change: Partial<Examination>,
  reading: Parameters<typeof findingsOf>[1][number]['readings'] extends ReadonlyMap<
    string,
    infer One
  >
    ? One
    : never = SAME,
): readonly string[] =>
  findingsOf({ examinations: [{ ...FINE, ...change }], crashes: [] }, [
    { name: 'other', readings: new Map([[FINE.name, reading]]) },
  ]).map(({ kind, text }) => `${kind}: ${text}`);

describe('findings', () => {
  it('are none of a file that is valid, fast and read alike', () => {
    expect(texts({})).toEqual([]);
  });

  it('are what is slow, broken, unusual and wrong', () => {
    expect(
      texts({
        commands: [{ command: 'check', milliseconds: 1001 }],
        broken: ['sections-adjacent'],
        unusual: ['section-name-padded'],
        faults: ['diff finds differences of the file from itself'],
      }),
    ).toEqual([
      'fault: diff finds differences of the file from itself',
      'broken: sections-adjacent',
      'unusual: section-name-padded',
      'slow: check: 1.0 s',
    ]);
  });

  it('are other numbers, of what the other program counts', () => {
    expect(texts({}, { sections: 3, relocations: 4 })).toEqual([
      'count: sections: 2, other 3',
      'count: relocations: 5, other 4',
    ]);
    expect(texts({}, { failure: 'why' })).toEqual(['count: other fails: why']);
  });

  it('are crashes', () => {
    const crashes = [{ name: 'b.dll', crash: 'why' }];
    expect(findingsOf({ examinations: [], crashes }, [])).toEqual([
      { kind: 'crash', name: 'b.dll', text: 'why' },
    ]);
  });
});

it('a finding that nothing explains is unexplained', () => {
  const finding = { kind: 'crash', name: 'no such file', text: 'no such crash' } as const;
  expect(explainFindings([finding]).unexplained).toEqual([finding]);
});
