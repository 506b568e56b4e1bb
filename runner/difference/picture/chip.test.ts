import { chipOf, landmarkChips, regionChips } from './chip';
import { type Landmark, type MappedRegion } from './memory-model';
import { type Change } from '../../image/node-dump/node-changes';

describe('a chip says what happened', () => {
  it.each<[Change, string]>([
    [{ kind: 'new' }, 'new'],
    [{ kind: 'moved', from: 0x40, to: 0x60 }, 'moved 0x40 → 0x60'],
    [{ kind: 'resized', from: 0x10, to: 0x30 }, 'grown 0x10 → 0x30'],
    [{ kind: 'resized', from: 0x30, to: 0 }, 'shrunk 0x30 → 0x0'],
    [{ kind: 'bytes', count: 1 }, '1 other byte'],
    [{ kind: 'bytes', count: 12 }, '12 other bytes'],
    [{ kind: 'attribute', text: 'flags +moved' }, 'flags +moved'],
  ])('%j: %s', (change, text) => {
    expect(chipOf(change)).toEqual({ kind: change.kind, text });
  });
});

const REGION: MappedRegion = {
  section: '.text',
  rva: 0x1000,
  virtualSize: 0x1000,
  rawOffset: 0x400,
  rawSize: 0x200,
  canRead: true,
  canWrite: false,
  canExecute: true,
  landmarks: [],
};

describe('of a part of memory', () => {
  it.each<[string, Partial<MappedRegion>, string[]]>([
    ['nothing', {}, []],
    ['not where it is in the file', { rawOffset: 0x600, rawSize: 0x400 }, []],
    ['where it is', { rva: 0x2000 }, ['moved 0x2000 → 0x1000']],
    ['its size', { virtualSize: 0x800 }, ['grown 0x800 → 0x1000']],
    ['how it may be used', { canWrite: true, canExecute: false }, ['RW- → R-X']],
    ['all', { rva: 0, virtualSize: 0x2000 }, ['moved 0x0 → 0x1000', 'shrunk 0x2000 → 0x1000']],
  ])('%s', (_, was, texts) => {
    expect(regionChips(REGION, { ...REGION, ...was }).map(({ text }) => text)).toEqual(texts);
  });

  it('that there was none', () => {
    expect(regionChips(REGION, null)).toEqual([{ kind: 'new', text: 'new' }]);
  });
});

describe('of something that the headers point to', () => {
  const landmark: Landmark = { name: 'IAT directory', rva: 0x2000, size: 0x20 };

  it.each<[string, Landmark | null, string[]]>([
    ['nothing', landmark, []],
    ['where it was', { ...landmark, rva: 0x1000 }, ['was 0x1000']],
    ['its size', { ...landmark, size: 0x10 }, ['grown from 0x10']],
    ['that there was none', null, ['new']],
  ])('%s', (_, was, texts) => {
    expect(landmarkChips(landmark, was).map(({ text }) => text)).toEqual(texts);
  });
});
