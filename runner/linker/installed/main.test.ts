import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { execa } from 'execa';
import { mostlySlowTest } from '../../../reference/testing/slow-test';
import { keptBundle } from '../../cli/testing/bundled-program';
import { hello } from './testing/adapted';

/** Without any program. */
const empty = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-linkers-'));
let program = '';

beforeAll(() => {
  program = keptBundle();
});

afterAll(() => {
  fs.rmSync(empty, { recursive: true });
});

/** Starts the adapters' program, with no linker on PATH. */
function start(input: string, ...args: readonly string[]) {
  const env = { PATH: empty };
  return execa(process.execPath, ['-e', 'require(process.argv[1]).adapters()', program, ...args], {
    input,
    env,
    extendEnv: false,
    reject: false,
  });
}

describe("the adapters' program", () => {
  mostlySlowTest.each(['lld-link', 'gnu-ld'])('is %s, and ends with 0 at bye', async (name) => {
    const input = `${JSON.stringify(hello(empty))}\n{"bye":true}\n`;
    const { exitCode, stdout, stderr } = await start(input, name);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      unsupported: expect.stringContaining('is not on PATH') as unknown,
    });
  });

  test('ends with 1 when it is spoken to in a wrong way', async () => {
    expect(await start('', 'lld-link')).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: 'the input ended without bye',
    });
  });

  mostlySlowTest.each([{ args: [] }, { args: ['ld'] }])(
    'ends with 2 when it is called $args',
    async ({ args }) => {
      expect(await start('', ...args)).toMatchObject({
        exitCode: 2,
        stdout: '',
        stderr: 'expected the name of a linker: lld-link or gnu-ld',
      });
    },
  );
});
