import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { TemporaryFolder } from '../testing/temporary-folder';
import { sha256Of } from '../golden/digests';
import { isInTurn } from '../testing/turn';
import { bundleProgram } from './testing/bundled-program';
import { KilledProgram } from './testing/killed-at-step';

jest.setTimeout(1_200_000);

/** A sample kills at one step of so many, at others each day. */
const PARTS = 24;

const folder = TemporaryFolder.forEachTest();

let compiled = '';
let program = '';

beforeAll(() => {
  compiled = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-program-'));
  program = bundleProgram(compiled);
  const root = path.join(__dirname, '..', '..');
  for (const name of ['oracle', 'cases']) {
    fs.symlinkSync(path.join(root, name), path.join(compiled, name), 'junction');
  }
});

afterAll(() => {
  fs.rmSync(compiled, { recursive: true, force: true });
});

/** The files of a folder, and of its folders, with digests of their bytes. */
function contents(root: string): Readonly<Record<string, string>> {
  if (!fs.existsSync(root)) return {};
  const names = fs.readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    names
      .filter((name) => fs.statSync(path.join(root, name)).isFile())
      .map((name) => [name, sha256Of(fs.readFileSync(path.join(root, name)))]),
  );
}

/** What a killed run may leave beside the others: temporary files, and folders. */
const LEFT_OVER = /(^|[/\\])\.[^/\\]/;

function withoutLeftOvers(found: Readonly<Record<string, string>>): typeof found {
  return Object.fromEntries(Object.entries(found).filter(([name]) => !LEFT_OVER.test(name)));
}

/** Each file is as it was before or as it is to be, and none is cut or mixed. */
function expectWhole(
  found: Readonly<Record<string, string>>,
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): void {
  for (const [name, bytes] of Object.entries(withoutLeftOvers(found))) {
    expect([name, bytes === before[name] || bytes === after[name]]).toEqual([name, true]);
  }
  const staying = Object.keys(before).filter((name) => name in after);
  expect(Object.keys(found)).toEqual(expect.arrayContaining(staying));
}

/** The same case twice, with other code. */
const CASE = (code: string): string =>
  [
    '#target=x86_64-windows-selfhosted',
    ...['one', 'two'].flatMap((name, index) => [
      `#update=${name}`,
      '#link',
      'fn start: fn () void',
      `  ${code} ${'90 '.repeat(index)}c3`,
      'export wWinMainCRTStartup = start',
      'flush',
    ]),
    '',
  ].join('\n');

const script = (byte: number): string =>
  [
    { linkScript: 1, options: {} },
    { op: 'updateNav', nav: 'v', type: 'T', align: 1, content: [{ splat: [byte, 9000] }] },
    { op: 'updateFunc', nav: 'f', type: 'T', content: ['90c3'] },
    { op: 'updateExports', exported: { nav: 'f' }, names: ['wWinMainCRTStartup'] },
    { op: 'flush' },
    { op: 'snapshot' },
    { op: 'updateNav', nav: 'v', type: 'T', align: 1, content: [{ splat: [byte, 30_000] }] },
    { op: 'flush' },
    { op: 'snapshot' },
  ]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');

/** Kills a command at each of its steps, where a run before it has left files. */
async function killEverywhere(
  under: string,
  first: readonly string[],
  second: readonly string[],
  check: (
    before: Readonly<Record<string, string>>,
    after: Readonly<Record<string, string>>,
  ) => void,
): Promise<number> {
  const killed = new KilledProgram(program, folder.path(), under);
  const start = folder.path('start');
  await killed.run(...first);
  fs.cpSync(under, start, { recursive: true });
  const before = contents(start);
  const steps = await killed.run(...second);
  const after = contents(under);
  expect(after).not.toEqual(before);
  for (const [number, [step, death]] of steps.entries()) {
    if (!isInTurn(number, PARTS)) continue;
    fs.rmSync(under, { recursive: true });
    fs.cpSync(start, under, { recursive: true });
    await killed.kill(step, death, ...second);
    check(before, after);
    await killed.run(...second);
    expect([step, death, withoutLeftOvers(contents(under))]).toEqual([step, death, after]);
  }
  return steps.length;
}

describe('a command that is killed at any step', () => {
  it('leaves each golden as it was or as it is to be, and the next run accepts the rest', async () => {
    const file = folder.path('some.incr');
    const under = folder.path('goldens');
    const args = ['goldens', '--goldens', under, file];
    const killed = new KilledProgram(program, folder.path(), under);
    const start = folder.path('start');
    fs.writeFileSync(file, CASE('31 c0'));
    await killed.run(...args);
    fs.cpSync(under, start, { recursive: true });
    const before = contents(start);
    fs.writeFileSync(file, CASE('b8 01 00 00 00'));
    const steps = await killed.run(...args);
    const after = contents(under);
    // Two images, two node dumps and the digests, at least: each is written, and renamed.
    expect(steps.length).toBeGreaterThanOrEqual(15);
    for (const [number, [step, death]] of steps.entries()) {
      if (!isInTurn(number, PARTS)) continue;
      fs.rmSync(under, { recursive: true });
      fs.cpSync(start, under, { recursive: true });
      await killed.kill(step, death, ...args);
      expectWhole(contents(under), before, after);
      await killed.run(...args);
      expect([step, death, contents(under)]).toEqual([step, death, after]);
    }
  });

  it('leaves each snapshot of --out as it was or as it is to be, and the next run writes them all', async () => {
    const under = folder.path('out');
    const args = (name: string, byte: number): readonly string[] => {
      fs.mkdirSync(folder.path(name), { recursive: true });
      return ['replay', folder.write(`${name}/some.jsonl`, script(byte)), '--out', under];
    };
    await killEverywhere(under, args('one', 1), args('two', 2), (before, after) => {
      expectWhole(contents(under), before, after);
    });
  });

  it('leaves a case as it was, or laid out', async () => {
    const under = folder.path('cases');
    fs.mkdirSync(under);
    const file = path.join(under, 'some.incr');
    const given = CASE('31 c0');
    fs.writeFileSync(file, given);
    const killed = new KilledProgram(program, folder.path(), under);
    const steps = await killed.run('fmt', file);
    const after = contents(under);
    expect(after).not.toEqual({ 'some.incr': sha256Of(given) });
    for (const [step, death] of steps) {
      fs.writeFileSync(file, given);
      await killed.kill(step, death, 'fmt', file);
      expectWhole(contents(under), { 'some.incr': sha256Of(given) }, after);
    }
  });

  it('leaves a new case whole, or none, so that the next run can write it', async () => {
    const under = folder.path('cases');
    fs.mkdirSync(under);
    const args = ['new', 'mine', '--cases', under];
    const killed = new KilledProgram(program, folder.path(), under);
    const steps = await killed.run(...args);
    const after = contents(under);
    for (const [step, death] of steps) {
      fs.rmSync(under, { recursive: true });
      fs.mkdirSync(under);
      await killed.kill(step, death, ...args);
      expectWhole(contents(under), {}, after);
    }
  });

  it('leaves a file that the next run of --in-place makes right, and nothing else', async () => {
    const under = folder.path('out');
    fs.mkdirSync(under);
    const file = path.join(under, 'some.exe');
    const [one, two] = [1, 2].map((byte) => folder.write(`${byte}.jsonl`, script(byte)));
    const args = (name = ''): readonly string[] => ['replay', name, '--in-place', file];
    const steps = await killEverywhere(under, args(one), args(two), () => {
      expect(fs.readdirSync(under)).toEqual(['some.exe']);
    });
    // It is opened, and patched after each flush.
    expect(steps).toBeGreaterThanOrEqual(5);
  });
});
