import { compareBriefly } from './brief-comparison';
import { compareImages } from './compare-images';
import { linkSmall } from './testing/link-small';
import type { SmallProgram } from './testing/small-program';

/** Nothing, some times, and another instruction in place of the return. */
const program = (end: string): SmallProgram => ({
  entry: 'start',
  sections: { '.text': { start: ['90'.repeat(4), end] } },
});

const image = linkSmall(program('c3'));
const other = linkSmall(program('f4'));

test('images of usual size are compared', () => {
  expect(compareBriefly(image, image)).toEqual(compareImages(image, image));
  expect(compareBriefly(image, image).verdict).toBe('same');
  expect(compareBriefly(image, other).verdict).toBe('different');
});

test('of large images it is said that they are not', () => {
  const large = new Uint8Array(17 * 2 ** 20);
  large.set(image);
  expect(compareBriefly(large, large)).toMatchObject({
    verdict: 'not-comparable',
    reason: 'the images have 34 MiB; `coff2 same` compares them',
  });
  expect(compareImages(large, large).verdict).toBe('same');
});

describe('a comparison that stops after some steps', () => {
  it('says so', () => {
    expect(compareImages(image, image, { steps: 3 })).toMatchObject({
      verdict: 'not-comparable',
      reason: 'stopped after 3 instructions and words of data; `coff2 same` compares all of them',
    });
  });

  it('tells what it found before', () => {
    expect(compareImages(image, other, { steps: 6 })).toMatchObject({
      verdict: 'different',
      notes: [{ what: expect.stringMatching(/^stopped after 6 /) as string }],
    });
  });
});
