import * as fs from 'node:fs';
import * as path from 'node:path';
import { execFileSync } from 'node:child_process';
import { TemporaryFolder } from '../testing/temporary-folder';
import { expectOutputFile, expectOutputFolder, namingFile, writeOutputFile } from './output-file';
import { UsageError } from './usage-error';

const folder = TemporaryFolder.forEachTest();

describe('a file that is written', () => {
  it('replaces an earlier one, and leaves nothing else', () => {
    const file = folder.write('a.json', 'old');
    writeOutputFile(file, Buffer.from('new'));
    expect(fs.readFileSync(file, 'utf8')).toBe('new');
    expect(folder.list()).toEqual(['a.json']);
  });

  it('that is a device stays one, and is named where it is full', () => {
    // A node of its own: /dev/full of the host must not be replaced if this test fails.
    const device = folder.path('full');
    fs.symlinkSync('/dev/full', device);
    expect(() => {
      writeOutputFile(device, Buffer.from('x'));
    }).toThrow(`${device}: ENOSPC: no space left on device, write`);
    expect(fs.statSync(device).isCharacterDevice()).toBe(true);
  });

  it('that is a pipe gets the bytes', () => {
    const pipe = folder.path('pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = fs.openSync(pipe, fs.constants.O_RDWR);
    writeOutputFile(pipe, Buffer.from('text'));
    const bytes = Buffer.alloc(8);
    expect(bytes.toString('utf8', 0, fs.readSync(reader, bytes))).toBe('text');
    fs.closeSync(reader);
  });

  it.each([
    ['a folder', () => folder.path(), 'expected a file for the report, got a folder'],
    ['in no folder', () => folder.path('none', 'a'), 'there is no folder '],
    ['below a file', () => path.join(folder.write('file', ''), 'a'), 'is no folder; name another'],
  ])('is refused before the run if it is %s', (_what, file, message) => {
    const expecting = (): void => {
      expectOutputFile(file());
    };
    expect(expecting).toThrow(UsageError);
    expect(expecting).toThrow(message);
  });
});

describe('a folder that is written to', () => {
  it('need not be there yet', () => {
    expect(() => {
      expectOutputFolder(folder.path('a', 'b'));
    }).not.toThrow();
    expect(folder.list()).toEqual([]);
  });

  it.each([['file'], ['file/below']])(
    'is refused before the run if a file is in the way: %s',
    (name) => {
      folder.write('file', '');
      expect(() => {
        expectOutputFolder(folder.path(name));
      }).toThrow(`expected a folder, but ${folder.path('file')} is none`);
    },
  );
});

describe('an error of the file system', () => {
  it('keeps its message if that names the file', () => {
    expect(() => namingFile('/none', () => fs.readdirSync('/none'))).toThrow(
      "ENOENT: no such file or directory, scandir '/none'",
    );
  });

  it('gets the name that it lacks, however short that is', () => {
    const error = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      syscall: 'write',
    });
    const fail = (): never => {
      throw error;
    };
    expect(() => namingFile('o', fail)).toThrow('o: ENOSPC: no space left on device, write');
    expect(() => namingFile('outer', fail)).toThrow(/^o: ENOSPC/);
  });
});
