import * as fs from 'node:fs';
import * as path from 'node:path';
import { HOST_NAMES, InPlaceFile, type Coff2, type HostName } from '../../../reference';
import type { Op } from '../../case/link-script/op';
import { ScriptError } from '../../case/link-script/script-error';
import { parseCase } from '../../case/parser';
import { scriptText } from '../../case/case-script';
import type { ProgramState } from '../../case/program/program-state';
import { snapshotPrograms } from '../../case/program/snapshot-programs';
import { ScriptReplay } from '../../case/replay/script-replay';
import { digestSnapshot } from '../../case/replay/snapshot-digest';
import { SameJudge } from '../../judge/level/same';
import { judgeValid } from '../../judge/level/valid';
import { fuzzScriptText, scriptLines, type FuzzScript } from '../script/fuzz-script';
import { scriptCase } from '../script/script-case';
import { explainMisfits } from './explained-misfits';
import { kindOf, type Checked, type Failure } from './failure';
import { LinkHistory } from './link-history';

/** Ends the replay of a script at its first failure. */
class CheckFailed extends Error {
  override readonly name = 'CheckFailed';

  constructor(readonly failure: Failure) {
    super(failure.what);
  }
}

/** What a replay of the reference can be made of. A test puts a mistake in its place. */
export type Linked = (linker: Coff2, op: Op) => void;

/**
 * Holds the reference linker against itself, on one or more hosts: the node tree is whole after every op; each image
 * is valid, means the program, and is the same program as a fresh link of it; a file that is patched in place
 * equals the image; and the script gives the same images when it is read in pieces, and when it is written as a
 * case.
 * @param folder for files that are patched
 * @param linked is called with each linker after each op, before anything is checked
 */
export function selfCheck(
  script: FuzzScript,
  folder: string,
  hosts: readonly HostName[] = HOST_NAMES,
  linked: Linked = () => undefined,
): Checked {
  const checker = new SelfChecker(script, folder, hosts, linked);
  let failure: Failure | null = null;
  try {
    checker.check();
  } catch (error) {
    failure = failureOf(error);
  } finally {
    checker.close();
  }
  const { known, judged, unjudged } = checker;
  return { failure, known, judged, unjudged };
}

function failureOf(error: unknown): Failure {
  if (error instanceof CheckFailed) return error.failure;
  if (error instanceof ScriptError) {
    const kind = `refused: ${kindOf(error.reason)}`;
    return { kind, what: `the script is refused: ${error.message}`, details: [] };
  }
  // Whatever else is thrown is a mistake of the linker or of what judges it: that is what is looked for.
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  return {
    kind: `${name}: ${kindOf(message)}`,
    what: `${name}: ${message}`,
    details: stack.split('\n').slice(1, 6),
  };
}

class SelfChecker {
  readonly known = new Map<string, number>();
  judged = 0;
  unjudged = 0;
  readonly #script: FuzzScript;
  readonly #folder: string;
  readonly #hosts: readonly HostName[];
  readonly #linked: Linked;
  readonly #histories = new Map<HostName, LinkHistory>();
  readonly #files = new Map<HostName, { readonly file: string; readonly open: InPlaceFile }>();
  readonly #programs: Iterator<ProgramState>;
  readonly #same = new SameJudge();
  readonly #digests: string[] = [];
  #program: ProgramState | null = null;
  #snapshot = -1;

  constructor(script: FuzzScript, folder: string, hosts: readonly HostName[], linked: Linked) {
    this.#script = script;
    this.#folder = folder;
    this.#hosts = hosts;
    this.#linked = linked;
    this.#programs = snapshotPrograms(scriptLines(script), 'script');
  }

  check(): void {
    const replay = new ScriptReplay('script', this.#hosts, {
      started: (host, { linker }) => {
        const file = path.join(this.#folder, `${host}.exe`);
        this.#histories.set(host, new LinkHistory());
        this.#files.set(host, { file, open: new InPlaceFile(file, linker.image) });
      },
      afterOp: (host, { linker }, op) => {
        this.#linked(linker, op);
        this.#verify(host, linker, op);
        this.#histories.get(host)?.take(op, linker);
        if (op.op === 'flush' || op.op === 'snapshot') this.#patch(host, linker);
      },
      snapshot: (host, { linker }, index) => {
        this.#judge(host, linker, index);
      },
    });
    replay.push(Buffer.from(fuzzScriptText(this.#script)));
    replay.end();
    this.#checkReplays();
  }

  close(): void {
    for (const { open } of this.#files.values()) open.close();
  }

  #fail(kind: string, what: string, details: readonly string[] = []): never {
    throw new CheckFailed({ kind, what, details });
  }

  #verify(host: HostName, linker: Coff2, op: Op): void {
    this.judged += 1;
    try {
      linker.verify();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#fail(
        `nodes: ${kindOf(error.message)}`,
        `the node tree is broken after ${op.op} on ${host}: ${error.message}`,
      );
    }
  }

  #patch(host: HostName, linker: Coff2): void {
    const known = this.#files.get(host);
    if (known === undefined) throw new TypeError(`no file on ${host}`);
    known.open.patch();
    this.judged += 1;
    const file = fs.readFileSync(known.file);
    const image = linker.image.contents();
    if (file.equals(image)) return;
    const at = file.findIndex((byte, index) => byte !== image[index]);
    const where =
      file.length === image.length ? `differs at 0x${at.toString(16)}` : 'has another size';
    this.#fail('in-place', `the file that is patched in place ${where} on ${host}`);
  }

  #judge(host: HostName, linker: Coff2, index: number): void {
    if (index !== this.#snapshot) {
      this.#snapshot = index;
      this.#program = this.#programs.next().value as ProgramState;
      this.#same.nextUpdate();
    }
    const program = this.#program;
    if (program === null) throw new TypeError('a snapshot without a program');
    if (host === this.#hosts[0]) this.#digests.push(JSON.stringify(digestSnapshot(linker)));
    const where = `snapshot ${index + 1} on ${host}`;
    const image = linker.image.contents();
    if (program.wasFlushed) {
      this.judged += 1;
      const valid = judgeValid(image, host);
      if (valid.verdict === 'fail') {
        this.#fail(`valid: ${valid.reason ?? ''}`, `${where} ${valid.reason ?? ''}`, valid.details);
      }
    }
    if (!program.isFlushed) return;
    const isExplained = this.#meaning(host, program, linker, index, where);
    // What a known finding breaks is another program: nothing more can be told of it.
    if (isExplained) {
      this.unjudged += 1;
      return;
    }
    const same = this.#same.judge(program, image, host, { protection: 'compared' });
    if (same?.verdict === 'unsupported') this.unjudged += 1;
    else this.judged += 1;
    if (same?.verdict === 'fail') {
      const reason = same.reason ?? '';
      this.#fail(`same: ${kindOf(reason)}`, `${where} is ${reason}`, same.details);
    }
  }

  /** @returns whether it is another program, and a known finding explains why */
  #meaning(
    host: HostName,
    program: ProgramState,
    linker: Coff2,
    index: number,
    where: string,
  ): boolean {
    this.judged += 1;
    const history = this.#histories.get(host) ?? new LinkHistory();
    const script = this.#script;
    const { known, unexplained, isOtherProgram } = explainMisfits({
      script,
      host,
      index,
      program,
      linker,
      history,
    });
    if (unexplained !== null) {
      this.#fail(`meaning: ${unexplained.kind}`, `${where}: ${unexplained.text}`);
    }
    for (const [finding, times] of known) {
      this.known.set(finding, (this.known.get(finding) ?? 0) + times);
    }
    return isOtherProgram;
  }

  /** The same script, read in small pieces, and read from a case. */
  #checkReplays(): void {
    const [host = 'linux-tmpfs'] = this.#hosts;
    const text = fuzzScriptText(this.#script);
    this.#expectDigests('read in pieces', host, text, 251);
    const asCase = scriptCase(this.#script);
    if (asCase === null) {
      this.unjudged += 1;
      return;
    }
    const { script } = parseCase(asCase, 'script.incr');
    this.#expectDigests('written as a case', host, scriptText(script), text.length + 1);
  }

  #expectDigests(how: string, host: HostName, text: string, pieceSize: number): void {
    this.judged += 1;
    const digests: string[] = [];
    const replay = new ScriptReplay('script', [host], {
      snapshot: (_host, { linker }) => digests.push(JSON.stringify(digestSnapshot(linker))),
    });
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += pieceSize) {
      replay.push(bytes.subarray(at, at + pieceSize));
    }
    replay.end();
    const wrong = digests.findIndex((digest, index) => digest !== this.#digests[index]);
    if (wrong < 0 && digests.length === this.#digests.length) return;
    this.#fail(`replay: ${how}`, `${how}, the script gives another image at snapshot ${wrong + 1}`);
  }
}
