import { caseScript } from '../case/case-script';
import { HOST_NAMES } from '../../reference';
import { caseFile, loadCase } from '../case/case-store';
import { CaseRecordings } from './case-recordings';
import { vouchForCase } from './vouch-for-case';

const HELLO = loadCase(caseFile('hello') ?? 'hello');
const recordings = new CaseRecordings();

describe('a case of this suite', () => {
  it('is linked on every host, and is what the real linker made', () => {
    expect(vouchForCase(HELLO, recordings, HOST_NAMES)).toEqual({
      name: 'hello',
      updates: 2,
      vouching: { result: 'vouched for' },
    });
  });

  it('is not vouched for with an update less', () => {
    const updates = HELLO.case.updates.slice(0, 1);
    const script = caseScript(updates, HELLO.case.linkOptions);
    const shorter = { ...HELLO, case: { ...HELLO.case, updates, script } };
    expect(vouchForCase(shorter, recordings, ['windows']).vouching.result).toBe('not vouched for');
  });

  it('is different from one that was recorded with other images', () => {
    const recording = recordings.find('hello');
    if (recording === null) throw new Error('hello was recorded');
    const other = { ...recording.expected, windows: recording.expected['linux-ext4'] };
    const altered = new CaseRecordings();
    jest.spyOn(altered, 'find').mockReturnValue({ ...recording, expected: other });
    expect(vouchForCase(HELLO, altered, ['windows']).vouching).toEqual({
      result: 'different',
      reasons: [0, 1].map((n) => `snapshot ${n}: image and node dump differ on windows`),
    });
  });
});
