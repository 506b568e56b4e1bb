import { lackingResource } from './lacking-resource';

/** What `act` throws. */
function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

const MEMORY = /^there is not enough memory: /;

describe('what the system does not give', () => {
  it.each<[string, unknown]>([
    ['a buffer', thrownBy(() => new ArrayBuffer(Number.MAX_SAFE_INTEGER))],
    // Words of V8.
    [
      'memory of a module',
      new RangeError('WebAssembly.Instance(): Out of memory: Cannot allocate'),
    ],
    ['more memory', new RangeError('WebAssembly.Memory(): could not allocate memory')],
  ])('is told: %s', (_what, error) => {
    expect(lackingResource(error)).toMatch(MEMORY);
  });

  it('is told where Node.js has a code for it', () => {
    const error = Object.assign(new Error('spawn ENOMEM'), { code: 'ENOMEM' });
    expect(lackingResource(error)).toMatch(MEMORY);
  });

  it('is told of WebAssembly', () => {
    const error = new ReferenceError('WebAssembly is not defined');
    expect(lackingResource(error)).toContain('--jitless');
  });
});

test.each<[string, unknown]>([
  ['a length that no array has', thrownBy(() => new Uint8Array(-1))],
  ['a name that is not defined', new ReferenceError('other is not defined')],
  ['no error', 'out of memory'],
])('other errors say nothing of it: %s', (_what, error) => {
  expect(lackingResource(error)).toBeNull();
});
