import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Case, Update } from '../case/case';
import { loadCase } from '../case/case-store';
import { refusalText } from '../judge/refusal-text';
import type { Subject } from '../judge/subject';
import type { CaseResult, Judgement, UpdateResult, Variant } from '../judge/result/case-result';
import { forgetTemporary, makeTemporary } from '../system/temporary-folder';
import { protocolOf } from './server-protocol';
import type { Zig } from './zig';
import { ZigCaseJudge } from './zig-case-judge';
import type { ModeChoice, ZigContext } from './zig-context';

const HOSTS: Readonly<Record<ModeChoice, readonly Variant[]>> = {
  incremental: ['incremental'],
  fresh: ['fresh'],
  both: ['incremental', 'fresh'],
};

/** Judges a Zig compiler and its linker by the sources of cases. */
export class ZigJudge implements Subject {
  readonly name: string;
  readonly identity: string;
  readonly variants: readonly Variant[];
  readonly isPartial: boolean;
  readonly #zig: Zig;
  readonly #context: ZigContext;
  readonly #scratch = makeTemporary('coff2-zig-');
  #cases = 0;

  constructor(zig: Zig, context: ZigContext) {
    this.#zig = zig;
    this.#context = context;
    this.name = `zig-${zig.version}`;
    const { guess } = protocolOf(zig);
    this.identity = [`Zig ${zig.version}`, ...(guess === null ? [] : [guess])].join(', ');
    this.variants = HOSTS[context.mode];
    this.isPartial = context.only !== null;
  }

  async judge(file: string): Promise<CaseResult> {
    const start = performance.now();
    const name = path.basename(file, '.incr');
    this.#cases += 1;
    const folder = path.join(this.#scratch, `${this.#cases}`);
    let updates: readonly UpdateResult[] = [];
    let refusal: string | null;
    let others = { compiler: 0, wine: 0 };
    try {
      const read = loadCase(file).case;
      refusal = missing(this.#context.only, read);
      if (refusal === null && !hasSources(read)) {
        updates = read.updates.map((update) => onlyListings(update, this.variants));
      } else if (refusal === null) {
        const judging = new ZigCaseJudge(read, file, this.#zig, {
          ...this.#context,
          folder,
          globalCache: path.join(this.#scratch, 'global'),
        });
        updates = await judging.judge(name);
        others = judging.others;
      }
    } catch (error) {
      refusal = refusalText(error);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    }
    return { name, file, updates, refusal, milliseconds: performance.now() - start, others };
  }

  close(): void {
    fs.rmSync(this.#scratch, { recursive: true, force: true, maxRetries: 3 });
    forgetTemporary(this.#scratch);
  }
}

/** Why a case says nothing to a compiler. */
const ONLY_LISTINGS = 'it has no #file: only a linker can be judged by it';

function hasSources({ updates }: Case): boolean {
  return updates.some(({ writes }) => writes.length > 0);
}

function onlyListings({ name }: Update, variants: readonly Variant[]): UpdateResult {
  const judgements = variants.map((variant): Judgement => {
    const common = { level: 'outcome', variant } as const;
    return { ...common, verdict: 'unsupported', reason: ONLY_LISTINGS, details: [] };
  });
  return { update: name, judgements };
}

/** Why the only update to judge does not exist; null if it does. */
function missing(only: number | null, { updates }: Case): string | null {
  if (only === null || only <= updates.length) return null;
  return `has no update ${only}; --update takes 1 to ${updates.length}`;
}
