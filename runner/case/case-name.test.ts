import { printable } from '../text/printable';
import { TemporaryFolder } from '../testing/temporary-folder';
import { TWO_UPDATES } from './testing/small-case';
import { CaseError } from './case-error';
import { loadCase } from './case-store';

const folder = TemporaryFolder.forEachTest();

describe('the name of a case', () => {
  it.each(['.', '..', 'two\nlines', 'red\u001b[31m', 'ini\u202etial'])('cannot be %j', (name) => {
    const file = folder.write(`${name}.incr`, TWO_UPDATES);
    expect(() => loadCase(file)).toThrow(CaseError);
    expect(() => loadCase(file)).toThrow(`no case can be called "${printable(name)}"`);
  });

  it.each(['...', 'a b', '日本', '__proto__', '-'])('may be %j', (name) => {
    expect(loadCase(folder.write(`${name}.incr`, TWO_UPDATES)).name).toBe(name);
  });
});
