import * as fs from 'node:fs';
import { HOST_NAMES } from '../../reference';
import { BUILT_IN, namedImplementation } from './named-implementation';

const LIMITS = { timeout: 10_000, maxImage: 0x100_0000 };

describe('a linker by its name', () => {
  it.each(BUILT_IN)('is in the box: %s', (name) => {
    expect(namedImplementation(name, new Map(), LIMITS)?.implementation.name).toBe(name);
  });

  it('is expected to fail the same as the reference where it is the reference', () => {
    const [inProcess, process] = ['reference', 'reference-process'].map((name) =>
      namedImplementation(name, new Map(), LIMITS),
    );
    expect(process?.expectations).toBe(inProcess?.expectations);
    expect(process?.expectedAs).toBe('reference');
    expect(fs.existsSync(inProcess?.expectations ?? '')).toBe(true);
    expect(process?.implementation).toMatchObject({ isReference: true, hosts: HOST_NAMES });
  });

  it('is judged on one host where it follows none', () => {
    expect(namedImplementation('lld-link', new Map(), LIMITS)?.implementation).toMatchObject({
      isReference: false,
      hosts: ['linux-tmpfs'],
    });
  });

  it('is one that the configuration names', () => {
    const configured = new Map([
      ['mine', { command: ['x'], hosts: ['windows' as const], expectations: '/x/mine.json' }],
    ]);
    expect(namedImplementation('mine', configured, LIMITS)).toMatchObject({
      implementation: { name: 'mine', hosts: ['windows'] },
      expectations: '/x/mine.json',
      expectedAs: 'mine',
    });
    expect(namedImplementation('other', configured, LIMITS)).toBeNull();
  });
});
