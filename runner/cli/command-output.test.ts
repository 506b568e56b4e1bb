import { CapturedIo, coff2 } from './testing/captured-io';

const NARROW = 60;

/** The lines of options and arguments that are wider than the terminal. */
async function tooWide(...args: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await coff2(args, new CapturedIo({ columns: NARROW }));
  const [, options = ''] = /\nOptions:\n([\s\S]*?)(?:\n\n|$)/.exec(stdout) ?? [];
  expect(options).toContain('-');
  return options.split('\n').filter((line) => line.length > NARROW);
}

describe('on a narrow terminal', () => {
  it.each([['run'], ['diff'], ['report', 'merge'], ['fuzz']])(
    'help of coff2 %s is as wide as the terminal',
    async (...command) => {
      expect(await tooWide(...command, '--help')).toEqual([]);
    },
  );

  it('messages break between words', async () => {
    const { code, stderr } = await coff2(['run', 'heelo'], new CapturedIo({ columns: NARROW }));
    expect(code).toBe(2);
    expect(stderr).toBe(
      'coff2: no case is named heelo, and there is no such file\n' +
        '  (did you mean hello?); coff2 list lists the cases\n',
    );
  });
});

it('messages stay whole in a pipe', async () => {
  const { stderr } = await coff2(['run', 'heelo'], new CapturedIo());
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
