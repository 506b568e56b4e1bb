import * as path from 'node:path';
import { TemporaryFolder } from '../../testing/temporary-folder';
import { adapterCommand, withFilesOf } from './adapter-command';

const folder = TemporaryFolder.forEachTest();

describe('the command of an adapter', () => {
  const commandOf = (command: string | readonly string[]) => adapterCommand(command, folder.path());

  it('is a program and its arguments, in words or in one string', () => {
    expect(commandOf(['coff2', 'serve'])).toEqual(['coff2', 'serve']);
    expect(commandOf('  coff2   serve ')).toEqual(['coff2', 'serve']);
  });

  it('keeps a space after a backslash, in one string only', () => {
    expect(commandOf(String.raw`my\ linker -v`)).toEqual(['my linker', '-v']);
    expect(commandOf(['my linker', '-v'])).toEqual(['my linker', '-v']);
  });

  it.each([[''], ['   '], [[]], [['']]])('is none without a word: %j', (command) => {
    expect(commandOf(command)).toBeNull();
  });

  it('names files of the folder where it was written by absolute paths', () => {
    const file = folder.write('adapter.py', '');
    const name = path.basename(folder.path());
    expect(commandOf('python3 adapter.py')).toEqual(['python3', file]);
    expect(commandOf(`./adapter.py ../${name}/adapter.py ${file}`)).toEqual([file, file, file]);
  });

  it('leaves alone what names no file, a folder, or could be an argument', () => {
    folder.write('serve', '');
    const words = ['./none.py', '.', 'serve', '-v', '--out=adapter.py'];
    expect(commandOf(words)).toEqual(words);
  });
});

describe('a word that can be no path', () => {
  it.each([
    ['too long', `./${'x'.repeat(5000)}`],
    ['with a NUL', './a\0b'],
  ])('stays as it is: %s', (_what, word) => {
    expect(withFilesOf(__dirname, ['run', word])).toEqual(['run', word]);
  });
});
