import * as fs from 'node:fs';
import * as path from 'node:path';
import { slowTest } from '../../reference/testing/slow-test';
import { smallAdapter } from '../linker/protocol/testing/small-adapter';
import { commandWords } from '../system/command-words';
import { shellText } from '../system/shell-text';
import { TemporaryFolder } from '../testing/temporary-folder';
import { CapturedIo, coff2, type CommandOutcome } from './testing/captured-io';

const folder = TemporaryFolder.forEachTest();

/** An adapter whose images are no images, as one argument. */
const adapter = (behaviour = ''): string => shellText(smallAdapter(folder, behaviour));

function run(...args: readonly string[]): Promise<CommandOutcome> {
  return coff2(['run', '--wine', 'off', ...args], new CapturedIo({ columns: 120 }));
}

/** The arguments of a command that a failure tells, as a shell would take them apart. */
function commandAfter(stdout: string, words: string): readonly string[] {
  const [, command = ''] = new RegExp(`${words}: npx coff2 (.*)$`, 'm').exec(stdout) ?? [];
  return commandWords(command);
}

describe('a failing update of an adapter', () => {
  it('is repeated by the command that it tells', async () => {
    const { code, stdout } = await run('--timeout', '7', '--adapter', adapter(), 'hello');
    expect(code).toBe(1);
    const args = commandAfter(stdout, 'repeat it');
    expect(args).toEqual([
      ...['run', '--adapter', adapter(), '--timeout', '7', '--wine', 'off', 'hello'],
    ]);
    const again = await coff2(args, new CapturedIo({ columns: 120 }));
    const withoutTime = ({ stdout: text }: CommandOutcome): string =>
      text.replaceAll(/[\d.]+ m?s\b/g, '').replaceAll(/[ │─┬┴┐┘]+/g, ' ');
    expect(withoutTime(again)).toBe(withoutTime({ code, stdout, stderr: '' }));
  });

  it('is kept whole: image, answer, script so far, and what was said', async () => {
    const keep = folder.path('kept');
    await run('--adapter', adapter(), '--keep', keep, 'hello');
    const stem = '01-initial-version.linux-tmpfs';
    expect(folder.list('kept', 'hello').filter((name) => name.startsWith('01'))).toEqual([
      `${stem}.answer.json`,
      `${stem}.exe`,
      `${stem}.jsonl`,
      `${stem}.transcript.txt`,
    ]);
    const read = (ending: string): string =>
      fs.readFileSync(folder.path('kept', 'hello', `${stem}${ending}`), 'utf8');
    expect(read('.exe')).toBe('an image');
    expect(JSON.parse(read('.answer.json'))).toEqual({ snapshot: { image: '1.exe' } });
    const script = read('.jsonl').trimEnd().split('\n');
    expect(script.at(-1)).toBe('{"op":"snapshot","name":"initial version"}');
    const said = read('.transcript.txt').trimEnd().split('\n');
    expect(said.slice(0, 3)).toEqual([
      expect.stringMatching(/^→ \{"hello":/),
      expect.stringMatching(/^← \{"hello":/),
      `→ ${script[0] ?? ''}`,
    ]);
    expect(said.at(-1)).toBe('← {"snapshot":{"image":"1.exe"}}');
  });

  slowTest(
    'is kept with the image that a new process makes, where the two are compared',
    async () => {
      const keep = folder.path('kept');
      const patches = `HELLO.capabilities.incremental = true;
HELLO.capabilities.levels.push('incremental');
let links = 0;
on.snapshot = () => {
  links += 1;
  fs.writeFileSync('1.exe', 'image ' + links);
  say({ snapshot: { image: '1.exe', written: { bytes: 7, unchanged: 0 } } });
};`;
      await run('--adapter', adapter(patches), '--keep', keep, 'hello');
      const read = (file: string): string =>
        fs.readFileSync(folder.path('kept', 'hello', file), 'utf8');
      const names = folder.list('kept', 'hello').filter((name) => name.endsWith('.exe'));
      const [first, patched, fresh] = names;
      expect(names).toHaveLength(3);
      expect(first).toMatch(/^01-.*\.linux-tmpfs\.exe$/);
      expect(fresh).toMatch(/^02-.*\.linux-tmpfs\.fresh\.exe$/);
      expect([read(fresh ?? ''), read(patched ?? '')]).toEqual(['image 1', 'image 2']);
    },
  );

  slowTest('without an image is kept as far as it got', async () => {
    const keep = folder.path('kept');
    const crashes = 'on.snapshot = () => { console.error("oh"); process.exit(3); };';
    const { stdout } = await run('--adapter', adapter(crashes), '--keep', keep, 'hello');
    const names = folder.list('kept', 'hello');
    expect(names).toHaveLength(3);
    expect(names.every((name) => name.startsWith('01-initial-version.linux-tmpfs.'))).toBe(true);
    const transcript = folder.path(
      'kept',
      'hello',
      `01-initial-version.linux-tmpfs.transcript.txt`,
    );
    expect(fs.readFileSync(transcript, 'utf8')).toMatch(/→ .*"snapshot".*\n$/);
    expect(stdout).toContain('link its script alone: ');
  });

  slowTest('is linked alone by the command that it tells', async () => {
    const keep = path.relative('', folder.path('kept'));
    const { stdout } = await run('--adapter', adapter(), '--keep', keep, 'hello');
    const args = commandAfter(stdout, 'link its script alone');
    expect(args.slice(0, 3)).toEqual(['replay', '--adapter', adapter()]);
    const replayed = await coff2(args);
    expect(replayed.code).toBe(1);
    expect(replayed.stdout).toContain('initial version, on linux-tmpfs: 8 bytes; valid: ');
  });

  slowTest('of an earlier run does not stay when the case holds; other files do', async () => {
    const keep = folder.path('kept');
    await run('--adapter', adapter(), '--keep', keep, 'hello');
    fs.writeFileSync(folder.path('kept', 'hello', 'notes.txt'), 'mine');
    await run('--linker', 'reference', '--keep', keep, 'hello');
    expect(folder.list('kept', 'hello')).toEqual(['notes.txt']);
    fs.rmSync(folder.path('kept', 'hello', 'notes.txt'));
    await run('--linker', 'reference', '--keep', keep, 'hello');
    expect(folder.list('kept')).toEqual([]);
  });

  it('is refused before the run where nothing can be kept', async () => {
    const file = folder.write('file', '');
    const { code, stdout, stderr } = await run('--adapter', adapter(), '--keep', file, 'hello');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      `coff2: ${file}: expected a folder, but ${file} is none; name another one\n`,
    );
  });

  slowTest('is judged although it cannot be kept', async () => {
    fs.mkdirSync(folder.path('kept'));
    folder.write('kept/hello', 'in the way');
    const keep = folder.path('kept');
    const { code, stdout } = await run('--adapter', adapter(), '--keep', keep, 'hello');
    expect(code).toBe(1);
    expect(stdout).toMatch(/cannot be kept: E\w+: .*hello/);
    expect(stdout).toContain('0 of 1 cases hold');
  });

  slowTest('is kept in a folder for each linker if there are several', async () => {
    const keep = folder.path('kept');
    await run('--adapter', adapter(), '--linker', 'reference', '--keep', keep, 'hello');
    expect(folder.list('kept')).toEqual(['adapter']);
    expect(folder.list('kept', 'adapter')).toEqual(['hello']);
  });
});

describe('coff2 replay with another linker', () => {
  /** The script of a case, as a file. */
  async function script(name: string): Promise<string> {
    const { stdout } = await coff2(['script', name]);
    return folder.write(`${name}.jsonl`, stdout);
  }

  it('says of each snapshot whether its image is well, and keeps the images', async () => {
    const out = folder.path('out');
    const args = ['--linker', 'reference', '--out', out, await script('hello')];
    const { code, stdout } = await coff2(['replay', ...args]);
    expect(stdout).toMatch(/^.*hello\.jsonl, initial version, on linux-tmpfs: \d+ bytes; well\n/);
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
    expect(code).toBe(0);
    expect(folder.list('out')).toEqual([
      ...['hello.linux-tmpfs.0.exe', 'hello.linux-tmpfs.0.nodes'],
      ...['hello.linux-tmpfs.1.exe', 'hello.linux-tmpfs.1.nodes'],
    ]);
  });

  slowTest('fails where the linker fails, with what it wrote to standard error', async () => {
    const crashes = 'on.snapshot = () => { console.error("oh no"); process.exit(3); };';
    const { code, stdout } = await coff2([
      ...['replay', '--adapter', adapter(crashes), await script('hello')],
    ]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/no image; crash: .* exit code 3\n {2}oh no\n$/);
  });

  const announcing = (levels: string): string =>
    adapter(`HELLO.capabilities.levels = [${levels}];`);

  it('is not content where no image can be judged, and says why', async () => {
    const small = await script('hello');
    const lines = fs.readFileSync(small, 'utf8').split('\n');
    const without = (op: string): string =>
      folder.write(
        `without-${op}.jsonl`,
        lines.filter((line) => !line.startsWith(`{"op":"${op}"`)).join('\n'),
      );
    const replay = async (levels: string, file: string): Promise<CommandOutcome> =>
      coff2(['replay', '--adapter', announcing(levels), file]);
    const unasked = await replay(`'runs'`, small);
    expect(unasked.stderr).toMatch(/no image could be judged: .* the level valid or meaning\n$/);
    expect(unasked.code).toBe(1);
    expect(unasked.stdout).toMatch(/initial version, on linux-tmpfs: \d+ bytes; not judged\n/);
    for (const op of ['flush', 'snapshot']) {
      const { code, stderr } = await replay(`'valid', 'meaning'`, without(op));
      expect(stderr).toMatch(
        /no image could be judged: the script has no snapshot after a flush\n$/,
      );
      expect(code).toBe(1);
    }
  });

  it('says on which level an image is well, where that is one alone', async () => {
    const text = fs
      .readFileSync(await script('hello'), 'utf8')
      .trimEnd()
      .split('\n');
    const last = text.pop() ?? '';
    const flush = text.pop() ?? '';
    expect(flush).toBe('{"op":"flush"}');
    const file = folder.write('unflushed.jsonl', [...text, last, ''].join('\n'));
    const { code, stdout } = await coff2(['replay', '--linker', 'reference', file]);
    expect(stdout).toMatch(/initial version, .* bytes; well\n.* bytes; well on valid alone\n$/);
    expect(code).toBe(0);
  });

  it('refuses a script that is wrong, by its line', async () => {
    const bad = folder.write('bad.jsonl', '{"linkScript":1,"options":{}}\n{"op":"frob"}\n');
    const { code, stderr } = await coff2(['replay', '--adapter', adapter(), bad]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/bad\.jsonl:2: op 1 \(frob\): unknown op "frob"/);
    const latin1 = Buffer.from('{"linkScript":1,"options":{}}\n{"op":"\xff"}\n', 'latin1');
    fs.writeFileSync(bad, latin1);
    const again = await coff2(['replay', '--adapter', adapter(), bad]);
    expect(again.code).toBe(1);
    expect(again.stderr).toMatch(/bad\.jsonl:2: op 1: the line is not valid UTF-8/);
  });

  it.each([
    ['two linkers', ['--adapter', 'x', '--linker', 'gnu-ld'], '--adapter and --linker cannot'],
    ['digests', ['--adapter', 'x', '--digest'], '--digest and --in-place are of the reference'],
    ['no program', ['--adapter', './no-such'], 'it cannot be started'],
  ])('is refused with %s', async (_what, args, message) => {
    const { code, stderr } = await coff2(['replay', ...args, await script('hello')]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining(message) as string,
    });
  });
});
