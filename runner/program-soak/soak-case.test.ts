import * as fs from 'node:fs';
import * as path from 'node:path';
import { packageRoot } from '../system/package-root';
import type { ProgramRun } from '../system/program-runner';
import { TemporaryFolder } from '../testing/temporary-folder';
import { soakCase, type CaseSoak } from './soak-case';
import { SoakLog } from './soak-log';
import { WorkFolder } from './work-folder';

const FIXTURES = path.join(packageRoot(), 'runner', 'case', 'object-import', 'fixtures');

const temporary = TemporaryFolder.forEachTest();

/** Soaks objects that compilers made of a small program. */
async function soaked(objects: readonly string[], more: Partial<CaseSoak> = {}): Promise<SoakLog> {
  const folder = new WorkFolder(temporary.path('work'));
  const versions = objects.map((object, index) => {
    fs.copyFileSync(path.join(FIXTURES, object), folder.file(`${index}-${object}`));
    return { name: `${index}`, object: `${index}-${object}` };
  });
  const log = new SoakLog();
  await soakCase(
    {
      ...{ name: 'gcc', versions, linkers: [], isCollected: false, runner: null },
      hosts: ['linux-ext4'],
      stop: new AbortController().signal,
      ...more,
    },
    folder,
    log,
  );
  return log;
}

describe('objects as updates of a case', () => {
  it('hold on all levels that need no goldens', async () => {
    const log = await soaked(['gcc-O0.obj', 'gcc-O2.obj', 'gcc-O0.obj']);
    expect(log.wrong).toEqual([]);
    expect(log.lines()).toEqual([
      '      3  incremental: holds',
      '      3  meaning: holds',
      '      3  same: holds',
      '      3  valid: holds',
    ]);
  });

  it('are counted by the reason why the import refuses one, with those before it judged', async () => {
    const log = await soaked(['gcc-O0.obj', 'refused-common.obj']);
    expect(log.wrong).toEqual([]);
    expect(log.lines()).toContainEqual(expect.stringMatching(/^ +1 {2}import refuses: .*common/));
    expect(log.counts.get('valid: holds')).toBe(1);
  });

  it('are wrong if a level does not hold', async () => {
    const run: ProgramRun = { stdout: 'x', stderr: '', exitCode: 3, timedOut: false };
    let runs = 0;
    // What other linkers' images did is what the reference's must do.
    const runner = {
      run: () => Promise.resolve({ ...run, exitCode: (runs += 1) > 1 ? 4 : 3 }),
    };
    const log = await soaked(['gcc-O0.obj'], { linkers: ['GNU ld'], runner });
    expect(log.wrong.map(({ what }) => what)).toEqual([
      'runs, gcc, update 0, on linux-ext4: exits with 4, expected 3',
    ]);
  });
});
