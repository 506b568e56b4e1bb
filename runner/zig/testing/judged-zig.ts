import * as fs from 'node:fs';
import type { CaseResult } from '../../judge/result/case-result';
import { TemporaryFolder } from '../../testing/temporary-folder';
import type { ModeChoice, ZigContext } from '../zig-context';
import { ZigJudge } from '../zig-judge';
import { FakeRunner } from './fake-runner';
import { fakeZig } from './fake-zig';

/** Of a run that nobody interrupts. */
export const NO_STOP = new AbortController().signal;

/** A fake compiler that is judged. */
export interface JudgedZig {
  /** Of each test: the case, the compiler, and in `temporary` what is made for a while. */
  readonly folder: TemporaryFolder;
  /**
   * Judges the compiler by a case.
   * @param changes statements that change the compiler: see {@link fakeZig}
   */
  readonly judge: (
    text: string,
    mode?: ModeChoice,
    changes?: string,
    more?: Partial<ZigContext> & { version?: string },
  ) => Promise<CaseResult>;
}

/** Called once in a file: each test then judges in a folder of its own. */
export function judgedZig(): JudgedZig {
  const folder = TemporaryFolder.forEachTest();
  const { TMPDIR } = process.env;
  beforeEach(() => {
    process.env.TMPDIR = folder.path('temporary');
    fs.mkdirSync(process.env.TMPDIR);
  });
  afterEach(() => {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  });

  const judge: JudgedZig['judge'] = async (text, mode = 'incremental', changes = '', more = {}) => {
    const file = folder.write('small.incr', text);
    const judge = new ZigJudge(fakeZig(folder, changes, more.version), {
      mode,
      runner: new FakeRunner(),
      keep: null,
      only: null,
      spellings: [],
      timeLimit: 20_000,
      repeat: 'coff2 run --linker zig',
      stop: NO_STOP,
      ...more,
    });
    try {
      return await judge.judge(file);
    } finally {
      judge.close();
    }
  };
  return { folder, judge };
}
