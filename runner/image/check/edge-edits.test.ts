import { checkImage } from './check-image';
import { ImageEditor } from './image-editor';
import { RULES } from './rules';
import { EDGE_EDITS } from './testing/edge-edits';
import { validImage } from './testing/images';

const ROWS = EDGE_EDITS.flatMap((edit) => edit.images.map((image) => ({ ...edit, image })));

describe('what is at the limit of a rule, and not beyond it, breaks none', () => {
  test.each(ROWS)('$rule: $name, in $image', ({ image, corrupt }) => {
    const editor = new ImageEditor(validImage(image));
    corrupt(editor);
    expect(editor.bytes).not.toEqual(validImage(image));
    expect(checkImage(editor.bytes)).toEqual([]);
  });

  test('each edit is under a rule', () => {
    const ids = new Set(RULES.map(({ id }) => id));
    expect(EDGE_EDITS.map(({ rule }) => rule).filter((rule) => !ids.has(rule))).toEqual([]);
  });
});
