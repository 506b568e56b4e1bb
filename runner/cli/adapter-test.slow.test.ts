import { nothingLeft } from '../linker/protocol/testing/left-behind';
import { LONG } from '../linker/testing/linked-by';
import { TemporaryFolder } from '../testing/temporary-folder';
import { expectOneFault, testedAdapter } from './testing/adapter-tested';

jest.setTimeout(2 * LONG);

afterEach(() => nothingLeft(folder));

const folder = TemporaryFolder.forEachTest();

describe('coff2 adapter-test', () => {
  it.each([
    [
      'hangs when it is to link',
      `on.snapshot = () => {};`,
      { failed: 'answers each snapshot', seen: 'it took more than 4 s (--timeout)', notTried: 15 },
    ],
    [
      'hangs at its end',
      `on.bye = on.end = () => {}; setInterval(() => {}, 1000);`,
      { failed: 'ends on bye', seen: 'it does not end after its input is closed', notTried: 3 },
    ],
  ])('finds the one fault of an adapter that %s', async (_what, behaviour, fault) => {
    expectOneFault(await testedAdapter(folder, behaviour, '--timeout', '4'), fault);
  });
});
