import { anyCharacter, fc } from '../../../reference/testing/properties';
import { decodeEdit, EditCodeError, encodeEdit, MAX_EDIT_LENGTH } from './edit-code';

const ORIGINAL = Array.from({ length: 200 }, (_, line) => `  48 89 ${line} mov rax, ${line}`).join(
  '\n',
);

describe('an edited text in an address', () => {
  it('is read back, whatever was edited', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: anyCharacter }),
        fc.string({ unit: 'grapheme' }),
        fc.nat({ max: ORIGINAL.length }),
        (original, inserted, at) => {
          for (const text of [inserted, ORIGINAL.slice(0, at) + inserted + ORIGINAL.slice(at)]) {
            expect(decodeEdit(encodeEdit(text, ORIGINAL) ?? '', ORIGINAL)).toBe(text);
            expect(decodeEdit(encodeEdit(text, original) ?? '', original)).toBe(text);
          }
        },
      ),
    );
  });

  it('is short if little was edited, and needs no escapes', () => {
    const edited = ORIGINAL.replaceAll('rax, 7', 'rcx, 7').replace('mov', 'lea');
    const code = encodeEdit(edited, ORIGINAL) ?? '';
    expect(code.length).toBeLessThan(200);
    expect(encodeURIComponent(code)).toBe(code);
  });

  it('is none if it would be too long', () => {
    let state = 1;
    const random = Array.from({ length: 2 * MAX_EDIT_LENGTH }, () => {
      state = (Math.imul(state, 48271) & 0x7fffffff) >>> 0;
      return String.fromCharCode(0x20 + (state % 90));
    }).join('');
    expect(encodeEdit(random, ORIGINAL)).toBeNull();
  });

  it('is refused if it was cut or changed, or is of another text', () => {
    const code = encodeEdit(ORIGINAL.replace('199', '0'), ORIGINAL) ?? '';
    fc.assert(
      fc.property(
        fc.nat({ max: code.length - 1 }),
        fc.constantFrom('', 'A', '_', '%'),
        (at, by) => {
          const spoiled = code.slice(0, at) + by + code.slice(at + 1);
          fc.pre(spoiled !== code);
          let text: string | null = null;
          try {
            text = decodeEdit(spoiled, ORIGINAL);
          } catch (error) {
            if (!(error instanceof EditCodeError)) throw error;
          }
          // A bit that deflate does not need may be another.
          expect([null, ORIGINAL.replace('199', '0')]).toContain(text);
        },
      ),
    );
    expect(() => decodeEdit(code, ORIGINAL.replaceAll('mov', 'xor'))).toThrow(EditCodeError);
    expect(() => decodeEdit('', ORIGINAL)).toThrow(/cannot be read: the address was cut/);
  });
});
