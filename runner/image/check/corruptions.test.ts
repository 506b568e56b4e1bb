import { coff } from '../../../reference';
import * as furtherRules from './testing/further-rules.json';
import { checkImage } from './check-image';
import { RULES } from './rules';
import type { ImageName } from './testing/corruption';
import { CORRUPTIONS } from './testing/corruptions';
import { ImageEditor } from './image-editor';
import { validImage } from './testing/images';

/** Rules that a corruption breaks besides its own, as their fields say so too: by kind and image. */
const FURTHER_RULES = furtherRules as Record<string, Partial<Record<ImageName, string[]>>>;

const IMAGES: readonly ImageName[] = ['golden', 'features.dll', 'program.exe', 'signed.dll'];

test.each(IMAGES)('%s is valid before it is corrupted', (name) => {
  expect(checkImage(validImage(name))).toEqual([]);
});

test('the images that LLD linked have each directory that there are rules about', () => {
  const { directories } = indexed('signed.dll');
  const { DirectoryEntry } = coff;
  expect(directories.filter((rva) => rva !== 0)).toHaveLength(11);
  expect(directories[DirectoryEntry.DELAY_IMPORT]).not.toBe(0);
});

describe.each(IMAGES)('%s', (name) => {
  const image = validImage(name);
  const corruptions = CORRUPTIONS.filter(({ images }) => images.includes(name));

  test.each(corruptions)('$rule: $name', ({ rule, name: title, corrupt }) => {
    const editor = new ImageEditor(image);
    corrupt(editor);
    const violations = checkImage(editor.bytes);
    const broken = new Set(violations.map((violation) => violation.rule));
    const further = FURTHER_RULES[`${rule}: ${title}`]?.[name] ?? [];
    expect([...broken].toSorted()).toEqual([rule, ...further].toSorted());
    for (const { offset, field, found, expected } of violations) {
      expect(offset).toBeLessThanOrEqual(Math.max(image.length, editor.bytes.length));
      expect([field, found, expected]).not.toContain('');
    }
  });
});

describe('RULES', () => {
  test('each is broken by a corruption', () => {
    const broken = new Set(CORRUPTIONS.map(({ rule }) => rule));
    expect(RULES.map(({ id }) => id).filter((id) => !broken.has(id))).toEqual([]);
  });

  test('each corruption is under a rule', () => {
    const ids = new Set(RULES.map(({ id }) => id));
    expect(CORRUPTIONS.map(({ rule }) => rule).filter((rule) => !ids.has(rule))).toEqual([]);
  });

  test('each has an id of its own, a source, a sentence and a witness', () => {
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
    for (const { id, source, sentence, witness } of RULES) {
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(source).toMatch(/^(PE Format, \d(\.\d+)* \S|Loader of Windows: \S)/);
      expect(witness).not.toBe('');
      expect(sentence).toMatch(/^[A-Z0-9].*\.$/);
    }
  });
});

function indexed(name: ImageName): { readonly directories: readonly number[] } {
  const directories = coff.Coff.init(validImage(name), false).getDataDirectories();
  return { directories: directories.map(({ virtual_address }) => virtual_address) };
}
