import { commandWords } from './command-words';
import { UsageError } from './usage-error';

describe('the words of a command', () => {
  it.each([
    ['python3  adapter.py -v ', ['python3', 'adapter.py', '-v']],
    [`"my linker" 'and its file' --name=""`, ['my linker', 'and its file', '--name=']],
    [String.raw`my\ linker "a \" b"`, ['my linker', 'a " b']],
    ['run *.incr', ['run', '*.incr']],
    ['', []],
  ])('are those of a shell: %s', (command, words) => {
    expect(commandWords(command, 'linux')).toEqual(words);
  });

  it('keep the backslashes of Windows, also before a quote', () => {
    const command = String.raw`"C:\Program Files\a.exe" C:\x\y.js "C:\with space\" a^ b $x`;
    expect(commandWords(command, 'win32')).toEqual([
      String.raw`C:\Program Files\a.exe`,
      String.raw`C:\x\y.js`,
      'C:\\with space\\',
      'a b',
      '$x',
    ]);
  });

  it('have the values of variables', () => {
    process.env.COFF2_TEST_FOLDER = '/a b';
    expect(
      commandWords('$COFF2_TEST_FOLDER/c "${COFF2_TEST_FOLDER}" $COFF2_TEST_NONE', 'linux'),
    ).toEqual(['/a b/c', '/a b', '']);
    Reflect.deleteProperty(process.env, 'COFF2_TEST_FOLDER');
  });

  it.each(['a | b', 'a > b', 'a && b', 'C:/Program Files (x86)/a.exe'])(
    'are refused where only a shell could run them: %s',
    (command) => {
      expect(() => commandWords(command, 'linux')).toThrow(UsageError);
      expect(() => commandWords(command, 'linux')).toThrow(command);
    },
  );
});
