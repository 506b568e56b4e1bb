import { nodeChanges, type ImageNodes } from '../../image/node-dump/node-changes';
import { summarizeFirst, summarizeUpdate } from './summary';
import { snapshotOf } from '../../image/node-dump/testing/snapshot-of';

const LINES = [
  'file 0x0+0x2000/0x1',
  ' header 0x0+0x1000/0x1000',
  ' section(.text) 0x1000+0x1000/0x1000',
  '  nav(main.f) 0x0+0x10/0x10',
  '  nav(main.g) 0x10+0x10/0x10',
  '  nav(main.h) 0x20+0x10/0x10',
];

const BEFORE = snapshotOf(LINES);

function inWords(current: ImageNodes, previous = BEFORE): string {
  const { headline, facts } = summarizeUpdate(current, previous, nodeChanges(current, previous));
  return [headline, ...facts.map(({ kind, text }) => `${text} (${kind})`)].join('; ');
}

describe('an update in words', () => {
  test('with nothing to tell', () => {
    expect(inWords(snapshotOf(LINES))).toBe('nothing changed: not a byte');
  });

  test('that the file does not show', () => {
    const lines = LINES.map((line) => (line.includes('main.g') ? `${line} moved` : line));
    expect(inWords(snapshotOf(lines))).toBe(
      'not a byte changed; 1 node with other flags or alignment (attribute)',
    );
  });

  test('is reported with one number for each thing that happened', () => {
    const lines = [
      'file 0x0+0x3000/0x1',
      ' header 0x0+0x1000/0x1000',
      ' section(.text) 0x1000+0x2000/0x1000',
      '  nav(main.f) 0x40+0x30/0x10',
      '  nav(main.g) 0x80+0x8/0x10',
      '  nav(main.i) 0x90+0x8/0x10',
      '  nav(main.j) 0xa0+0x8/0x10',
    ];
    expect(inWords(snapshotOf(lines, { 0x1000: 1, 0x1040: 2, 0x2fff: 3 }))).toBe(
      [
        'this update',
        '2 nodes new (new)',
        '1 node gone (gone)',
        '2 nodes moved (moved)',
        '2 nodes grown (resized)',
        '1 node shrunk (resized)',
        '1 node with other bytes (bytes)',
        '2 bytes of the file changed (plain)',
        'file grown 0x2000 → 0x3000 (plain)',
      ].join('; '),
    );
  });

  test('that only cuts the file', () => {
    const current = { ...BEFORE, image: BEFORE.image.subarray(0, 0x1800) };
    expect(inWords(current)).toBe('this update; file shrunk 0x2000 → 0x1800 (plain)');
  });
});

test('a first image has nothing that changed', () => {
  const { headline, facts } = summarizeFirst(BEFORE);
  expect([headline, ...facts.map(({ text }) => text)]).toEqual([
    'first image',
    '5 nodes',
    '1 section',
    '0x2000 bytes',
  ]);
});
