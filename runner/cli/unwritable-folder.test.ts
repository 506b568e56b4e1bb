import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { caseFile } from '../case/case-store';
import { oracleScript } from '../oracle/testing/oracle';
import { findProgram } from '../system/find-program';
import type { CommandOutcome } from './testing/captured-io';
import { commandsInOneProcess } from './testing/commands-in-one-process';

/** Starting the program takes a while where much else runs. */
jest.setTimeout(60_000);

/** What takes from root the right to write everywhere. */
const WITHOUT_OVERRIDE = ['setpriv', '--bounding-set=-dac_override'];

/** What comes before the program's command; null where no folder is closed to who runs the tests. */
function bound(): readonly string[] | null {
  if (process.platform === 'win32') return null;
  if (process.getuid?.() !== 0) return [];
  return findProgram('setpriv', process.env.PATH ?? '') === null ? null : WITHOUT_OVERRIDE;
}

const prefix = bound();
const describeBound = prefix === null ? describe.skip : describe;

describeBound('a folder that the user may not write to', () => {
  const place = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-program-'));
  const locked = path.join(place, 'locked');
  const mine = path.join(place, 'mine.incr');
  const script = path.join(place, 'hello.jsonl');
  const commands: readonly (readonly [string, readonly string[]])[] = [
    ['replay --out', ['replay', '--out', path.join(locked, 'out'), script]],
    ['run --json', ['run', mine, '--wine', 'off', '--json', path.join(locked, 'run.json')]],
    ['run --junit', ['run', mine, '--wine', 'off', '--junit', path.join(locked, 'run.xml')]],
    ['run --html', ['run', mine, '--wine', 'off', '--html', path.join(locked, 'run.html')]],
    ['run --keep', ['run', mine, '--wine', 'off', '--keep', path.join(locked, 'kept')]],
    ['goldens', ['goldens', mine, '--goldens', path.join(locked, 'goldens')]],
    ['explore --out', ['explore', mine, '--out', path.join(locked, 'explorer')]],
    ['fuzz --out', ['fuzz', '--runs', '1', '--out', path.join(locked, 'fuzz')]],
    ['new', ['new', 'story', '--cases', locked]],
    ['new, of a folder to make', ['new', 'story', '--cases', path.join(locked, 'cases')]],
  ];
  let outcomes: ReadonlyMap<string, CommandOutcome> = new Map();

  beforeAll(async () => {
    fs.copyFileSync(caseFile('hello') ?? '', mine);
    fs.cpSync(path.join(path.dirname(caseFile('hello') ?? ''), 'lib'), path.join(place, 'lib'), {
      recursive: true,
    });
    fs.copyFileSync(oracleScript('hello'), script);
    fs.mkdirSync(locked);
    fs.chmodSync(locked, 0o555);
    const placed = commands.map(([, args]) => ({ args, folder: place }));
    const all = await commandsInOneProcess(prefix ?? [], placed);
    outcomes = new Map(commands.map(([what], at) => [what, all[at] as CommandOutcome]));
  });

  afterAll(() => {
    fs.rmSync(place, { recursive: true });
  });

  it.each(commands)('is told by %s in one line, with exit code 2', (what) => {
    const { code, stdout, stderr } = outcomes.get(what) ?? {};
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^coff2: [^\n]*EACCES[^\n]*\n$/);
    expect(stderr).toContain(locked);
  });

  it.each(commands)('is told by %s with what to do', (what) => {
    expect(outcomes.get(what)?.stderr).toMatch(
      /: cannot be written \(EACCES\); name another place\n$/,
    );
  });

  it('has no file afterwards', () => {
    expect(fs.readdirSync(locked)).toEqual([]);
  });
});
