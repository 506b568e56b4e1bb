import { stripVTControlCharacters } from 'node:util';
import type { GoldenChange } from './accept';
import { changeSummary } from './change-summary';

function lines(changes: readonly GoldenChange[]): readonly string[] {
  return stripVTControlCharacters(changeSummary(changes)).split('\n');
}

const created = (file: string): GoldenChange => ({ file, kind: 'new', why: [] });
const changed = (file: string, ...why: readonly string[]): GoldenChange => ({
  file,
  kind: 'changed',
  why,
});

describe('the summary of what accepting wrote', () => {
  it('is a line where nothing was', () => {
    expect(lines([])).toEqual(['goldens: nothing changed']);
  });

  it('has the new files of a case in one line, whatever is between them', () => {
    const changes = [
      created('hello/01-first.exe'),
      created('two/01-first.exe'),
      created('hello/digests.json'),
    ];
    expect(lines(changes)).toEqual([
      'goldens: 3 files written or removed',
      '  new      hello: 2 files',
      '  new      two: 1 file',
    ]);
  });

  it('has each file that changed or went, and why', () => {
    const changes: readonly GoldenChange[] = [
      changed('hello/01-first.exe', 'section.text.virtual_size', 'node.nav(main.f).offset'),
      { file: 'gone/01-first.png', kind: 'removed', why: ['it belongs to no case or update'] },
    ];
    expect(lines(changes)).toEqual([
      'goldens: 2 files written or removed',
      '  changed  hello/01-first.exe',
      '             section.text.virtual_size',
      '             node.nav(main.f).offset',
      '  removed  gone/01-first.png',
      '             it belongs to no case or update',
    ]);
  });

  it('has a file once that was written more than once, as it was first', () => {
    const changes = [
      created('two/digests.json'),
      changed('hello/digests.json', 'first: windows'),
      changed('two/digests.json', 'second: windows'),
      changed('hello/digests.json', 'second: windows'),
    ];
    expect(lines(changes)).toEqual([
      'goldens: 2 files written or removed',
      '  new      two: 1 file',
      '  changed  hello/digests.json',
      '             first: windows',
      '             second: windows',
    ]);
  });

  it('counts one file as one', () => {
    expect(lines([changed('hello/01-first.png')])).toEqual([
      'goldens: 1 file written or removed',
      '  changed  hello/01-first.png',
    ]);
  });

  it.each([
    [12, []],
    [13, ['             and 1 more']],
    [100, ['             and 88 more']],
  ])('shows twelve reasons of %d', (count, rest) => {
    const reasons = Array.from({ length: count }, (_, i) => `reason ${i + 1}`);
    expect(lines([changed('hello/01-first.exe', ...reasons)]).slice(2)).toEqual([
      ...reasons.slice(0, 12).map((reason) => `             ${reason}`),
      ...rest,
    ]);
  });
});
