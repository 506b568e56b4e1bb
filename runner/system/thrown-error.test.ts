import * as fs from 'node:fs';
import { fileErrorText } from './file-error';
import { UsageError } from './usage-error';
import { errorOf, thrownError } from './thrown-error';

/** What arrives of an error in another thread. */
const sent = (error: unknown): Error => errorOf(structuredClone(thrownError(error)));

describe('an error of another thread', () => {
  it('is told with its own stack', () => {
    const error = new RangeError('too far');
    expect(sent(error)).toMatchObject({
      name: 'RangeError',
      message: 'too far',
      stack: error.stack,
    });
  });

  it('is the user’s where it was', () => {
    expect(sent(new UsageError('no'))).toBeInstanceOf(UsageError);
    expect(sent(new Error('no'))).not.toBeInstanceOf(UsageError);
  });

  it('of the file system is one here too', () => {
    let thrown: unknown;
    try {
      fs.readFileSync('not-there.incr');
    } catch (error) {
      thrown = error;
    }
    const error: NodeJS.ErrnoException = sent(thrown);
    expect(error.syscall).toBe('open');
    expect(fileErrorText(error)).toBe('no such file: not-there.incr');
  });

  it('may be thrown as anything', () => {
    expect(sent('a word').message).toBe('a word');
  });
});
