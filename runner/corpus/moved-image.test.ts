import { compareImages } from '../same/compare-images';
import { differencesOf } from '../same/testing/compared';
import { linkSmall } from '../same/testing/link-small';
import type { SmallProgram } from '../same/testing/small-program';
import { movedImage } from './moved-image';

const program = (machine: 'AMD64' | 'I386', isRelocated = true): SmallProgram => ({
  machine,
  isRelocated,
  entry: 'start',
  sections: {
    '.text': { start: [machine === 'AMD64' ? '48a1' : 'a1', { address: 'pointer' }, 'c3'] },
    '.data': { pointer: [{ address: 'value' }], value: ['0700000000000000'] },
  },
});

it.each(['AMD64', 'I386'] as const)('a moved image of %s is as one linked there', (machine) => {
  const there = 0x0140_0000 + (machine === 'AMD64' ? 0x1_3fc0_0000 : 0);
  const image = linkSmall(program(machine));
  const moved = movedImage(image);
  expect(moved).toEqual(linkSmall(program(machine), { imageBase: there }));
  expect(differencesOf(compareImages(image, moved ?? image))).toEqual([]);
});

it('an image without base relocations stays where it is', () => {
  expect(movedImage(linkSmall(program('I386', false)))).toBeNull();
  expect(movedImage(new Uint8Array(64))).toBeNull();
});
