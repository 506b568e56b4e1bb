import * as path from 'node:path';
import type * as OutputFile from './output-file';

describe('a place that may not be written to', () => {
  // Whoever runs the tests may be allowed everything, so the system's answer stands in.
  it.each(['EACCES', 'EROFS'])('is told before the run: %s', (code) => {
    jest.resetModules();
    jest.doMock('node:fs', () => ({
      ...jest.requireActual<object>('node:fs'),
      accessSync: () => {
        throw Object.assign(new Error(code), { code });
      },
    }));
    const { expectOutputFile, expectOutputFolder } =
      jest.requireActual<typeof OutputFile>('./output-file');
    const place = path.resolve('not-there');
    const message = `${place}: cannot be written (${code}); name another place`;
    expect(() => {
      expectOutputFolder(place);
    }).toThrow(message);
    expect(() => {
      expectOutputFile(place);
    }).toThrow(message);
  });
});
