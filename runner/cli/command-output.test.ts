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

it.each([
  ['check', ['package.json']],
  ['inspect', ['no-such-file-anywhere.exe', 'package.json']],
  ['run', ['hello', '--wine', 'off', '--summary', '--require', 'runs', '--host', 'linux-tmpfs']],
])('what coff2 %s says breaks between words on a narrow terminal', async (command, args) => {
  const io = new CapturedIo({ columns: NARROW });
  const { stdout, stderr } = await coff2([command, ...args], io);
  const said = `${stdout}${stderr}`.split('\n').filter((line) => !/^[┌│├└]/.test(line));
  expect(said.filter((line) => line.length > NARROW && line.trim().includes(' '))).toEqual([]);
});

describe('"-" in place of a file or folder', () => {
  it.each([
    ...['--json', '--junit', '--tap', '--html', '--keep', '--reports', '--goldens'].map(
      (option) => ['run', [], option] as const,
    ),
    ['replay', ['a.jsonl'], '--out'],
    ['replay', ['a.jsonl'], '--in-place'],
    ['same', ['a.exe', 'b.exe'], '--html'],
    ['diff', ['a.exe', 'b.exe'], '--report'],
    ['diff', ['a.exe', 'b.exe'], '--nodes-a'],
    ['explore', [], '--out'],
    ['goldens', [], '--goldens'],
    ['new', ['name'], '--cases'],
    ['fuzz', [], '--out'],
  ] as const)('coff2 %s %j %s - is wrong usage', async (command, args, option) => {
    expect(await coff2([command, ...args, option, '-'])).toEqual({
      code: 2,
      stdout: '',
      stderr: `coff2: ${option} -: it takes neither standard input nor standard output; name a file or folder (./- if it is named so)\n`,
    });
  });

  it('coff2 report merge too, which is a command of a command', async () => {
    const { code, stderr } = await coff2(['report', 'merge', 'a.json', '--json', '-']);
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--json -: ') as string,
    });
  });
});

it('messages stay whole in a pipe', async () => {
  const { stderr } = await coff2(['run', 'heelo'], new CapturedIo());
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
