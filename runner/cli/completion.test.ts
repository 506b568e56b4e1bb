import { execFileSync } from 'node:child_process';
import { mostlySlowTest, slowTest } from '../../reference/testing/slow-test';
import { TemporaryFolder } from '../testing/temporary-folder';
import { coff2 } from './testing/captured-io';

const folder = TemporaryFolder.forEachTest();

async function completion(shell: string): Promise<string> {
  const { code, stdout } = await coff2(['completion', shell]);
  expect(code).toBe(0);
  return stdout;
}

/** All commands and options, as the help lists them. */
async function listed(): Promise<readonly string[]> {
  const { stdout } = await coff2(['--help']);
  const [, list = ''] = stdout.split('\nCommands:\n');
  return [...list.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name = '']) => name);
}

describe('coff2 completion bash', () => {
  /** What bash offers for a line that the cursor ends. */
  async function offered(line: string): Promise<readonly string[]> {
    const file = folder.write('coff2.bash', await completion('bash'));
    // As bash does it: an equals sign is a word of its own, also as the last one.
    const words = line.replaceAll('=', ' = ').replace(/= $/, '=').split(' ');
    const script = `
      source "$1"; shift
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
      _coff2
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const text = execFileSync('bash', ['-c', script, 'bash', file, ...words], {
      encoding: 'utf8',
    });
    return text.split('\n').filter((word) => word !== '');
  }

  it('is a script that bash reads', async () => {
    const file = folder.write('coff2.bash', await completion('bash'));
    expect(() => execFileSync('bash', ['-n', file])).not.toThrow();
  });

  it('registers itself with file names for what it does not know', async () => {
    expect(await completion('bash')).toMatch(/^complete -o default -F _coff2 coff2$/m);
  });

  it('offers all commands', async () => {
    const commands = (await listed()).filter((name) => name !== 'help');
    expect(await offered('coff2 ')).toEqual(commands);
  });

  mostlySlowTest.each([
    ['coff2 insp', ['inspect']],
    ['coff2 --v', ['--version']],
    ['coff2 report ', ['merge', 'compare']],
    ['coff2 report merge --j', ['--json', '--junit']],
    ['coff2 run --host win', ['windows']],
    ['coff2 run --host=win', ['windows']],
    ['coff2 run --host=', ['linux-ext4', 'linux-tmpfs', 'windows', 'all']],
    ['coff2 run --wine off --shar', ['--shard']],
    ['coff2 run hell', ['hello']],
    // The name of a command that is an argument of another.
    ['coff2 run check --shar', ['--shard']],
    ['coff2 run --json ', []],
    ['coff2 completion f', ['fish']],
  ])('offers after "%s" %j', async (line, expected) => {
    expect(await offered(line)).toEqual(expected);
  });
});

describe.each(['bash', 'zsh', 'fish', 'powershell'])('coff2 completion %s', (shell) => {
  it('has every command, option and value', async () => {
    const text = await completion(shell);
    const words = new Set(text.match(/[\w-]+/g));
    const missing: string[] = [];
    for (const command of await listed()) {
      if (command === 'help') continue;
      const { stdout } = await coff2([command, '--help']);
      const options = [...stdout.matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)];
      expect(options.length).toBeGreaterThan(0);
      for (const [, option = ''] of options) {
        if (!words.has(option) && !words.has(`--${option}`)) missing.push(`${command} ${option}`);
      }
      if (!words.has(command)) missing.push(command);
    }
    expect(missing).toEqual([]);
    expect(words.has('linux-tmpfs')).toBe(true);
  });
});

describe('the text of options in a completion', () => {
  it('cannot end a specification of zsh early', async () => {
    const specs = [...(await completion('zsh')).matchAll(/^ {4}'\*(--[a-z-]+)\[(.*)$/gm)];
    expect(specs.length).toBeGreaterThan(50);
    const broken = specs.filter(
      ([, , rest = '']) => !/^(?:[^[\]:\\]|\\.)*\](?:: :(?:_files|\([^)]*\)))?' \\$/.test(rest),
    );
    expect(broken.map(([spec]) => spec)).toEqual([]);
  });

  slowTest('has paired quotes in fish and PowerShell', async () => {
    const fish = (await completion('fish')).split('\n').slice(1);
    const open = /^(?:[^'\\]|\\.|'(?:[^'\\]|\\.)*')*$/;
    expect(fish.filter((line) => !open.test(line))).toEqual([]);
    const powershell = (await completion('powershell')).split('\n');
    const rows = powershell.filter((line) => /^ +'/.test(line));
    expect(rows.length).toBeGreaterThan(100);
    expect(rows.filter((line) => (line.match(/'/g) ?? []).length % 2 !== 0)).toEqual([]);
  });
});

it('is wrong usage to ask for a shell that it does not know', async () => {
  const { code, stderr } = await coff2(['completion', 'csh']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/Allowed choices are bash, zsh, fish, powershell/);
});
