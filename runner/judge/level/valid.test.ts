import { ImageEditor } from '../../image/check/image-editor';
import { validImage } from '../../image/check/testing/images';
import { judgeValid } from './valid';

const NONE = { kind: 'none', text: 'has no entry point' } as const;
const DATA = { kind: 'data', text: 'exports data as its entry point' } as const;

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

  describe('of an image whose entry point is data', () => {
    const editor = new ImageEditor(validImage('program.exe'));
    editor.setOptional('address_of_entry_point', editor.getSection('.data', 'virtual_address'));

    it('fails, where the program has code there, or nothing', () => {
      for (const entryPointFault of [null, NONE]) {
        const judgement = judgeValid(editor.bytes, 'linux-tmpfs', { entryPointFault });
        expect(judgement).toMatchObject({ verdict: 'fail', rules: ['entry-point-executable'] });
      }
    });

    it('is not judged, where the program has it so', () => {
      const judgement = judgeValid(editor.bytes, 'linux-tmpfs', { entryPointFault: DATA });
      expect(judgement).toMatchObject({ verdict: 'unsupported' });
      expect(judgement.reason).toMatch(
        /^the program that was handed over exports data as its entry/,
      );
    });
  });

  describe('of an image without an entry point', () => {
    const editor = new ImageEditor(validImage('program.exe'));
    editor.setOptional('address_of_entry_point', 0);

    it('fails, where the program has one', () => {
      const rules = ['entry-point-present'];
      expect(judgeValid(editor.bytes, 'linux-tmpfs')).toMatchObject({ verdict: 'fail', rules });
    });

    it('is not judged, where the program has none: that is no fault of the linker', () => {
      const judgement = judgeValid(editor.bytes, 'linux-tmpfs', { entryPointFault: NONE });
      expect(judgement).toMatchObject({ verdict: 'unsupported' });
      expect(judgement.reason).toMatch(/^the program that was handed over has no entry point/);
    });

    it('fails, where the program has data there', () => {
      const judgement = judgeValid(editor.bytes, 'linux-tmpfs', { entryPointFault: DATA });
      expect(judgement).toMatchObject({ verdict: 'fail', rules: ['entry-point-present'] });
    });

    it('fails by the other rules that it breaks, whatever the program has', () => {
      const other = new ImageEditor(editor.bytes);
      other.setOptional('size_of_image', 1);
      const { verdict, rules } = judgeValid(other.bytes, 'linux-tmpfs', { entryPointFault: NONE });
      expect(verdict).toBe('fail');
      expect(rules).not.toContain('entry-point-present');
    });
  });
});
