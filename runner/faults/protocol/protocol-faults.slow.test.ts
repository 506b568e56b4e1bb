import * as fs from 'node:fs';
import * as path from 'node:path';
import { compileProgram } from '../../cli/testing/compiled-program';
import { TemporaryFolder } from '../../testing/temporary-folder';
import { judgeProtocolFault } from './judge-protocol-fault';
import { PROTOCOL_FAULTS } from './protocol-faults';

jest.setTimeout(600_000);

const folder = TemporaryFolder.forEachTest();

test('every fault of the protocol is caught by name, and an adapter without one holds', async () => {
  const program = path.join(
    path.dirname(compileProgram(folder.path())),
    'faults/protocol/adapter-main.js',
  );
  expect(fs.existsSync(program)).toBe(true);
  expect(await judgeProtocolFault('none', program)).toBeNull();
  for (const { name } of PROTOCOL_FAULTS) {
    const caught = await judgeProtocolFault(name, program);
    // An early answer may cross the question on its way. It is taken for the answer then: it lacks symbols, and its
    // image may be written while it is read.
    const crossed = name === 'answer-early' ? '|^the linker gives no symbol map$|^breaks ' : '';
    expect([name, caught?.reason ?? null]).toEqual([
      name,
      expect.stringMatching(
        new RegExp(
          `^(no image since an earlier update: )?(protocol error|crash|timeout): .${crossed}`,
        ),
      ),
    ]);
  }
});
