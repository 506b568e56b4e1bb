import * as fs from 'node:fs';
import { TemporaryFolder } from '../testing/temporary-folder';
import { SoakLog } from './soak-log';
import { PARTS, type soakProgram } from './soak-program';
import { soakPrograms, type ProgramsSoak } from './soak-programs';

const folder = TemporaryFolder.forEachTest();

async function soaked(
  soakOne: (seed: number, log: SoakLog) => void,
  more: Partial<ProgramsSoak> = {},
): Promise<{ readonly code: number; readonly said: readonly string[] }> {
  const said: string[] = [];
  const one: typeof soakProgram = ({ seed }, { path }) => {
    fs.writeFileSync(`${path}/program.c`, '');
    const log = new SoakLog();
    soakOne(seed, log);
    return Promise.resolve(log);
  };
  const soak: ProgramsSoak = {
    ...{ seed: 7, programs: 2, time: Infinity, flavour: null, parts: PARTS, tried: 1 },
    ...{ keep: folder.path('keep'), runner: null, stop: new AbortController().signal },
    say: (line: string): void => void said.push(line),
    ...more,
  };
  return { code: await soakPrograms(soak, one), said };
}

describe('a soak of programs', () => {
  it('ends with 0 if all holds, and keeps nothing', async () => {
    const { code, said } = await soaked((_seed, log) => {
      log.hold('valid: holds');
    });
    expect(code).toBe(0);
    expect(said.at(-1)).toBe('wrong verdicts: 0, damages missed: 0');
    expect(said).toContain('      2  valid: holds');
    expect(folder.list('keep')).toEqual([]);
  });

  it('ends with 1 if a verdict is wrong, says how to see it again, and keeps its files', async () => {
    const { code, said } = await soaked(
      (seed, log) => {
        log.hold('valid: holds');
        if (seed === 8) log.fail({ what: 'same: different', details: ['why'], command: 'npx x' });
      },
      { flavour: 'floats' },
    );
    expect(code).toBe(1);
    expect(said).toEqual(
      expect.arrayContaining([
        'WRONG, seed 8: same: different',
        '    why',
        '  by hand: npx x',
        "  repeat it: npm run program-soak -- --seed 8 --programs 1 --flavour 'floats'",
        `  kept: ${folder.path('keep', 'seed-8')}`,
      ]),
    );
    expect(folder.list('keep')).toEqual(['seed-8']);
    expect(folder.list('keep', 'seed-8')).toEqual(['program.c']);
  });

  it('ends with 2 if nothing was judged', async () => {
    const { code, said } = await soaked((_seed, log) => {
      log.count('left out: does not end');
    });
    expect(code).toBe(2);
    expect(said.at(-1)).toBe('nothing was judged');
  });

  it('tells a damage that was missed, which is no wrong verdict', async () => {
    const { code, said } = await soaked((_seed, log) => {
      log.hold('valid: holds');
      log.miss('call: off by 1 at 0x1000');
    });
    expect(code).toBe(0);
    expect(said).toContain('  missed: call: off by 1 at 0x1000');
    expect(folder.list('keep')).toEqual(['seed-7', 'seed-8']);
  });

  it('begins no program after its time', async () => {
    const { said } = await soaked(() => undefined, { time: 0 });
    expect(said[0]).toBe('wrong verdicts: 0, damages missed: 0');
  });
});
