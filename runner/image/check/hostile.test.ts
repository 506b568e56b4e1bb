import { fc, runs } from '../../../reference/testing/properties';
import { slowTest } from '../../../reference/testing/slow-test';
import { checkImage } from './check-image';
import type { ImageName } from './testing/corruption';
import { ImageEditor } from './image-editor';
import { validImage } from './testing/images';
import { readImage } from '../read/image';
import { UnreadableImage } from '../read/unreadable-image';
import { PLACES_OF_A_RULE } from './violation-list';

/** Checks bytes of any kind; only an error of another type than UnreadableImage fails the test. */
function attempt(bytes: Uint8Array): void {
  try {
    checkImage(bytes);
  } catch (error) {
    if (!(error instanceof UnreadableImage)) throw error;
  }
}

const IMAGES: readonly ImageName[] = ['golden', 'features.dll', 'program.exe', 'signed.dll'];

describe.each(IMAGES)('%s', (name) => {
  const image = validImage(name);

  test('cut short in the headers', () => {
    for (let length = 2; length < 0x400; length += 7) {
      expect(checkImage(image.slice(0, length))).not.toEqual([]);
    }
  });

  test('with bytes changed', () => {
    const value = fc.constantFrom(0, 1, 0x7f, 0x80, 0xff);
    const change = fc.tuple(fc.nat(image.length - 1), value);
    const property = fc.property(
      fc.array(change, { minLength: 1, maxLength: 12 }),
      fc.nat(image.length),
      (changes, length) => {
        const changed = image.slice();
        for (const [offset, byte] of changes) changed[offset] = byte;
        attempt(changed);
        attempt(changed.slice(0, length));
      },
    );
    fc.assert(property, { numRuns: runs(100) });
  });

  test('with words of the headers and of the tables changed', () => {
    const word = fc.constantFrom(0, 1, 0x1000, 0x2000, 0x7fffffff, 0x80000000, 0xffffffff);
    const change = fc.tuple(fc.nat(image.length / 4 - 1), word);
    const property = fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
      const editor = new ImageEditor(image);
      for (const [index, value] of changes) editor.set(index * 4, 4, value);
      attempt(editor.bytes);
    });
    fc.assert(property, { numRuns: runs(150) });
  });
});

test('any bytes at all', () => {
  const property = fc.property(fc.uint8Array({ maxLength: 512 }), attempt);
  fc.assert(property, { numRuns: runs(200) });
});

test.each([
  ['nothing', ''],
  ['text', 'no image at all, but long enough'.repeat(10)],
  ['a program of 16-bit Windows', 'MZ'.padEnd(0x3c, '\0') + '\x40\0\0\0NE\x05\x3c'],
  ['an object', '\x64\x86\x03\x00'.padEnd(500, '\0')],
])('%s is no image', (_, text) => {
  expect(() => checkImage(Buffer.from(text, 'latin1'))).toThrow(UnreadableImage);
});

slowTest('all of 65535 sections are read, and few places of each rule kept', () => {
  const editor = new ImageEditor(validImage('features.dll'));
  editor.append(new Uint8Array(3_000_000).fill(0x2f));
  editor.setHeader('number_of_sections', 0xffff);
  editor.setDirectory(1, 'virtual_address', 0x1000);
  expect(readImage(editor.bytes).headers.sections).toHaveLength(0xffff);
  const violations = checkImage(editor.bytes);
  const rules = new Set(violations.map(({ rule }) => rule));
  expect(violations.length).toBeLessThanOrEqual(rules.size * PLACES_OF_A_RULE);
});
