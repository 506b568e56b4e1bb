import { HOST_NAMES } from '../../reference';
import { judgeSubject } from './judge-subject';

describe('the cases of a run', () => {
  it('are not begun after a signal, though none of them waits for anything', async () => {
    const stop = new AbortController();
    const judged: string[] = [];
    const result = await judgeSubject(
      {
        name: 'quick',
        identity: null,
        variants: HOST_NAMES,
        judge: (file) => {
          judged.push(file);
          // As the system hands a signal over: between two turns of the event loop.
          setImmediate(() => {
            stop.abort();
          });
          return Promise.resolve({ name: file, file, updates: [], refusal: null, milliseconds: 0 });
        },
      },
      {
        files: ['one.incr', 'two.incr', 'three.incr'],
        isWhole: true,
        expectations: { file: 'none.json', expectations: [] },
        jobs: 1,
        bail: null,
        stop: stop.signal,
        onCase: () => undefined,
      },
    );
    expect(judged).toEqual(['one.incr']);
    expect(result).toMatchObject({ ended: 'interrupted', unjudgedCases: ['two', 'three'] });
  });
});
