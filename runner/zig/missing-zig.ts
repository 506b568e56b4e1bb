import * as path from 'node:path';
import { CaseError } from '../case/case-error';
import { loadCase } from '../case/case-store';
import type { Subject } from '../judge/subject';
import type { CaseResult, Judgement, UpdateResult } from '../judge/result/case-result';
import { NO_ZIG } from './zig';

/** Stands for a compiler that is not there: nothing can be judged. */
export class MissingZig implements Subject {
  readonly name = 'zig';
  readonly identity = null;
  readonly variants = ['incremental'] as const;

  judge(file: string): Promise<CaseResult> {
    const judgement: Judgement = {
      ...{ level: 'outcome', variant: 'incremental', verdict: 'unsupported' },
      ...{ reason: NO_ZIG, details: [] },
    };
    let updates: readonly UpdateResult[] = [];
    let refusal: string | null = null;
    try {
      updates = loadCase(file).case.updates.map(({ name: update }) => ({
        update,
        judgements: [judgement],
      }));
    } catch (error) {
      if (!(error instanceof CaseError)) throw error;
      refusal = error.message;
    }
    const name = path.basename(file, '.incr');
    return Promise.resolve({ name, file, updates, refusal, milliseconds: 0 });
  }
}
