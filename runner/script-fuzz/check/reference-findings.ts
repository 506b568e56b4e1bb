import type { HostName } from '../../../reference';
import { snapshotPrograms } from '../../case/program/snapshot-programs';
import { ScriptReplay } from '../../case/replay/script-replay';
import { OTHER_THAN_FRESH } from '../../judge/level/incremental';
import type { Judgement } from '../../judge/result/case-result';
import { fuzzScriptText, scriptLines, type FuzzScript } from '../script/fuzz-script';
import { explainMisfits, type ExplainedMisfits } from './explained-misfits';
import { LinkHistory } from './link-history';

/**
 * What upstream findings explain of a script that the reference links. Each host is linked once more, and only if
 * something is asked of it.
 */
export class ReferenceFindings {
  /** How often each finding explained a misfit of an image that failed, by the name of the finding. */
  readonly known = new Map<string, number>();
  readonly #script: FuzzScript;
  readonly #hosts = new Map<HostName, readonly ExplainedMisfits[]>();
  readonly #counted = new Set<ExplainedMisfits>();

  constructor(script: FuzzScript) {
    this.#script = script;
  }

  /**
   * Whether findings explain why an image fails: they must explain all of its misfits, which must be able to cause
   * the failure.
   * @param index of the snapshot, from 0
   */
  explain(judgement: Judgement, host: HostName, index: number): boolean {
    // Where there is no image, there is nothing to explain.
    if (judgement.outcome !== undefined) return false;
    const explained = this.#of(host)[index];
    if (explained?.unexplained !== null) return false;
    if (!mayCause(explained, judgement)) return false;
    if (!this.#counted.has(explained)) {
      for (const [finding, times] of explained.known) {
        this.known.set(finding, (this.known.get(finding) ?? 0) + times);
      }
    }
    this.#counted.add(explained);
    return true;
  }

  #of(host: HostName): readonly ExplainedMisfits[] {
    const known = this.#hosts.get(host) ?? explainedSnapshots(this.#script, host);
    this.#hosts.set(host, known);
    return known;
  }
}

function mayCause(
  { isOtherProgram, mayPrintOtherwise }: ExplainedMisfits,
  { level, reason }: Judgement,
): boolean {
  if (level === 'runs') return mayPrintOtherwise;
  if (level === 'meaning' || level === 'same') return isOtherProgram;
  // Findings explain nothing of how a file was written.
  const isCompared = level === 'incremental' && reason?.startsWith(OTHER_THAN_FRESH) === true;
  return isCompared && isOtherProgram;
}

/** For each snapshot, what is explained of it. */
function explainedSnapshots(script: FuzzScript, host: HostName): readonly ExplainedMisfits[] {
  const programs = snapshotPrograms(scriptLines(script), 'script');
  const history = new LinkHistory();
  const explained: ExplainedMisfits[] = [];
  const replay = new ScriptReplay('script', [host], {
    afterOp: (_host, { linker }, op) => {
      history.take(op, linker);
    },
    snapshot: (_host, { linker }, index) => {
      const { value: program } = programs.next();
      if (program === undefined) throw new TypeError('a snapshot without a program');
      explained.push(explainMisfits({ script, host, index, program, linker, history }));
    },
  });
  replay.push(Buffer.from(fuzzScriptText(script)));
  replay.end();
  return explained;
}
