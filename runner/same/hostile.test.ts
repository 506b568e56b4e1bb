import { fc, runs } from '../../reference/testing/properties';
import { mostlySlowTest, slowTest } from '../../reference/testing/slow-test';
import { EXPORT_CORRUPTIONS } from '../image/check/testing/export-corruptions';
import { HEADER_CORRUPTIONS } from '../image/check/testing/header-corruptions';
import { ImageEditor } from '../image/check/image-editor';
import { validImage } from '../image/check/testing/images';
import { IMPORT_CORRUPTIONS } from '../image/check/testing/import-corruptions';
import { RESOURCE_CORRUPTIONS } from '../image/check/testing/resource-corruptions';
import { SECTION_CORRUPTIONS } from '../image/check/testing/section-corruptions';
import { TABLE_CORRUPTIONS } from '../image/check/testing/table-corruptions';
import { compareImages } from './compare-images';
import { linkSmall } from './testing/link-small';
import type { ProgramPiece, SmallProgram } from './testing/small-program';

const CORRUPTIONS = [
  ...HEADER_CORRUPTIONS,
  ...SECTION_CORRUPTIONS,
  ...IMPORT_CORRUPTIONS,
  ...EXPORT_CORRUPTIONS,
  ...RESOURCE_CORRUPTIONS,
  ...TABLE_CORRUPTIONS,
];

const VERDICTS = ['same', 'different', 'not-comparable'];

const PROGRAM: SmallProgram = {
  entry: 'start',
  imports: ['kernel32.dll!ExitProcess'],
  sections: { '.text': { start: ['ff15', { rel32: 'kernel32.dll!ExitProcess' }, 'cc'] } },
};

describe('a hostile image', () => {
  it.each([
    ['no bytes', new Uint8Array(0)],
    ['a text', Buffer.from('not an image')],
    ['half an image', linkSmall(PROGRAM).subarray(0, 0x100)],
  ])('of %s is not comparable, and the reason says so', (_what, bytes) => {
    const good = linkSmall(PROGRAM);
    const first = compareImages(bytes, good);
    expect(first).toMatchObject({ verdict: 'not-comparable', coverage: null });
    expect(first.reason).toMatch(/^the first image /);
    expect(compareImages(good, bytes).reason).toMatch(/^the second image /);
  });

  it('with any byte changed is compared, or refused, and never throws', () => {
    const good = linkSmall(PROGRAM);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        (changes) => {
          const bad = Uint8Array.from(good);
          for (const [at, byte] of changes) bad[at] = byte;
          expect(VERDICTS).toContain(compareImages(bad, good).verdict);
          expect(compareImages(bad, bad).verdict).not.toBe('different');
        },
      ),
      { numRuns: runs(200) },
    );
  });

  it('that claims a large memory takes no more than its file holds', () => {
    const large: SmallProgram = { ...PROGRAM, zeroed: { room: 0x6000_0000 } };
    const image = linkSmall({
      ...large,
      sections: { ...PROGRAM.sections, '.data': { x: ['01'] } },
    });
    expect(image.length).toBeLessThan(0x2000);
    expect(compareImages(image, image).verdict).toBe('same');
  });

  slowTest('in which every function leads to every other is given up', () => {
    // Each function calls two others, and the two images disagree on which: all pairs may be met.
    const COUNT = 1200;
    const wired = (step: number): SmallProgram => ({
      entry: 'f0',
      sections: {
        '.text': Object.fromEntries(
          Array.from({ length: COUNT }, (_, i) => {
            const callee = (by: number): ProgramPiece => ({ rel32: `f${(i * by + 1) % COUNT}` });
            // test eax,eax; je over the return; two calls; ret
            return [`f${i}`, ['85c07401c3', 'e8', callee(step), 'e8', callee(step + 2), 'c3']];
          }),
        ),
      },
    });
    const result = compareImages(linkSmall(wired(7)), linkSmall(wired(13)));
    expect(result.verdict).toBe('not-comparable');
    expect(result.reason).toMatch(/^gave up/);
  });

  mostlySlowTest.each(
    CORRUPTIONS.flatMap(({ rule, name, images, corrupt }) =>
      images.map((image) => [image, rule, name, corrupt] as const),
    ),
  )('made of %s, with %s broken by "%s", is judged', (image, _rule, _name, corrupt) => {
    const good = validImage(image);
    const editor = new ImageEditor(good);
    corrupt(editor);
    const { verdict } = compareImages(editor.bytes, good);
    expect(VERDICTS).toContain(verdict);
    expect(compareImages(good, editor.bytes).verdict).toBe(verdict);
    expect(compareImages(editor.bytes, editor.bytes).verdict).not.toBe('different');
  });

  it.each(IMPORT_CORRUPTIONS.filter(({ rule }) => rule === 'import-terminator-zero'))(
    'whose imports end with a row that is not all zero is read as the loader does: $name',
    ({ corrupt }) => {
      const good = validImage('golden');
      const editor = new ImageEditor(good);
      corrupt(editor);
      expect(compareImages(editor.bytes, editor.bytes).verdict).toBe('same');
      expect(compareImages(editor.bytes, good).verdict).toBe('different');
    },
  );
});
