import { execFileSync } from 'node:child_process';
import { fc } from '../../reference/testing/properties';
import { commandWords } from './command-words';
import { shellText } from './shell-text';

/** Words of a command; no shell keeps NUL, and a line feed ends a command. */
const words = fc.array(fc.stringMatching(/^[ -~é]*$/), { minLength: 1, maxLength: 4 });

describe('words as a line for a shell', () => {
  it('are the same words once the line is taken apart again', () => {
    fc.assert(
      fc.property(words, (given) => {
        expect(commandWords(shellText(given, 'linux'), 'linux')).toEqual(given);
      }),
    );
  });

  it('can be quoted once more, as one word of another command', () => {
    fc.assert(
      fc.property(words, (given) => {
        const [inner = ''] = commandWords(shellText([shellText(given, 'linux')], 'linux'), 'linux');
        expect(commandWords(inner, 'linux')).toEqual(given);
      }),
    );
  });

  it.each([['my tools/zig'], [`it's`], ['$HOME'], ['a"b'], ['a;b'], ['']])(
    'are what sh makes of it: %j',
    (word) => {
      const line = `printf %s ${shellText([word], 'linux')}`;
      expect(execFileSync('sh', ['-c', line], { encoding: 'utf8' })).toBe(word);
    },
  );

  it('keep the backslashes of a path on Windows', () => {
    expect(shellText(['C:\\my tools\\zig.exe', '-v'], 'win32')).toBe('"C:\\my tools\\zig.exe" -v');
  });
});
