import * as fs from 'node:fs';
import { TemporaryFolder } from '../testing/temporary-folder';
import { makeFolder } from './make-folder';

const folder = TemporaryFolder.forEachTest();

it('makes a folder and those above it, and tells the first one', () => {
  expect(makeFolder(folder.path('a', 'b', 'c'))).toBe(folder.path('a'));
  expect(makeFolder(folder.path('a', 'b', 'd'))).toBe(folder.path('a', 'b', 'd'));
  expect(makeFolder(folder.path('a', 'b'))).toBeUndefined();
  expect(fs.readdirSync(folder.path('a', 'b')).sort()).toEqual(['c', 'd']);
});

it('takes a link to a folder for one', () => {
  fs.mkdirSync(folder.path('real'));
  fs.symlinkSync(folder.path('real'), folder.path('link'), 'junction');
  expect(makeFolder(folder.path('link'))).toBeUndefined();
  expect(makeFolder(folder.path('link', 'a'))).toBe(folder.path('link', 'a'));
  expect(fs.existsSync(folder.path('real', 'a'))).toBe(true);
});

it('says what is in the way', () => {
  folder.write('file', '');
  expect(() => makeFolder(folder.path('file'))).toThrow('EEXIST');
  expect(() => makeFolder(folder.path('file', 'a'))).toThrow(/(ENOTDIR|ENOENT).*mkdir/);
});

const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;

describeOnLinux('below /proc, where no folder can be made', () => {
  it('says so, and ends', () => {
    const why = "ENOENT: no such file or directory, mkdir '/proc/coff2'";
    expect(() => makeFolder('/proc/coff2/a')).toThrow(why);
  });
});
