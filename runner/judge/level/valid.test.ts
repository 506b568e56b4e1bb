import { ImageEditor } from '../../image/check/image-editor';
import { validImage } from '../../image/check/testing/images';
import { judgeValid } from './valid';

describe('the level valid', () => {
  it('passes an image that keeps all rules', () => {
    expect(judgeValid(validImage('features.dll'), 'linux-tmpfs').verdict).toBe('pass');
  });

  it('is strict: what is only unusual fails, by its rule', () => {
    const editor = new ImageEditor(validImage('features.dll'));
    // A byte after the NUL of a section's name.
    editor.set(editor.sectionHeader('.data') + 7, 1, 0x41);
    expect(judgeValid(editor.bytes, 'linux-tmpfs')).toMatchObject({
      verdict: 'fail',
      rules: ['section-name-padded'],
    });
  });
});
