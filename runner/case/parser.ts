import type { Machine } from '../../reference';
import { NO_LIBRARY, parseListing, type Library, type ListedOp } from './listing/listing';
import { LineError } from './link-script/script-error';
import type {
  Case,
  ExpectedFailure,
  FileText,
  LoadedDll,
  ModuleRoot,
  Outcome,
  Update,
} from './case';
import { CaseError, type CaseProblem } from './case-error';
import { caseScript, readScript, isLinked, type ScriptLine } from './case-script';
import { directivePlace, noDirective, unknownDirective } from './directive-names';
import { targetProblem } from './target-query';
import { undefinedReferences } from './undefined-references';
import { unrunnableUpdates } from './unrunnable-updates';
import { parseImageFact, type ImageFact } from './image-fact';
import { parseExpectedFailure, parseLinkOption } from './link-directives';
import { MISLEADING } from '../text/misleading';
import { printable } from '../text/printable';
import { parseZigString } from '../text/zig-string';

/** An update whose lines are being read. */
interface OpenUpdate {
  readonly name: string;
  readonly line: number;
  readonly writes: FileText[];
  readonly removes: string[];
  stdout: string | null;
  exitCode: number | null;
  readonly errors: string[];
  readonly compileLog: string[];
  link: ListedOp[] | null;
  expectedFailure: ExpectedFailure | null;
}

/** Windows has 32 bits for it. */
const MAX_EXIT_CODE = 0xffff_ffff;

const ERROR = /^(.+:\d+:\d+: |:)(error|note): ./;

/**
 * Reads a case file: upstream's grammar, and `#expect_exit_code`, `#link`, `#link_option`, `#dll`,
 * `#undefined`, `#golden_every`, `#expect_image` and `#expect_failure` besides.
 *
 * A line that starts with `#` is a directive, and one that starts with `//` a comment. All other lines
 * are the text of the `#file` or `#link` before them.
 * @param name the name of the file in messages
 * @param library the blocks that #link blocks include
 * @throws CaseError with all problems
 */
export function parseCase(text: string, name: string, library: Library = NO_LIBRARY): Case {
  return new CaseParser(name, library).parse(text);
}

class CaseParser {
  readonly #targets: string[] = [];
  readonly #modules: ModuleRoot[] = [];
  readonly #dlls: LoadedDll[] = [];
  /** Goldens are kept of the first update, each so many-th, and the last. */
  #goldenEvery = 1;
  readonly #updates: OpenUpdate[] = [];
  readonly #problems: CaseProblem[] = [];
  readonly #linkOptions: Record<string, string | number> = {};
  readonly #imageFacts: ImageFact[] = [];
  /** Names that are referred to on purpose, though nothing defines them, and the lines that say so. */
  readonly #undefined = new Map<string, number>();
  /** The lines of the `#file` that is being read, or null. */
  #file: { readonly name: string; readonly lines: string[] } | null = null;
  /** The lines of the `#link` block that is being read, or null. */
  #link: { readonly firstLine: number; readonly lines: string[] } | null = null;
  #line = 0;
  readonly #name: string;
  readonly #library: Library;

  constructor(name: string, library: Library) {
    this.#name = name;
    this.#library = library;
  }

  parse(text: string): Case {
    const lines = text.split('\n');
    // There is no line after the last line feed.
    if (lines.at(-1) === '') lines.pop();
    for (const line of lines) {
      this.#line += 1;
      if (line.startsWith('#')) {
        this.#endText();
        this.#directive(line.replace(/\r$/, ''));
      } else if (this.#file !== null) this.#file.lines.push(line);
      else if (this.#link !== null) this.#link.lines.push(line);
      else if (!line.startsWith('//') && line.trim() !== '') {
        this.#problem('expected a directive (#...) or a comment (//...) outside of a #file');
      }
    }
    this.#endText();
    if (this.#updates.length === 0) this.#problem('expected at least one #update');
    this.#checkUpdateNames();
    const updates = this.#updates.map((update, index) => this.#finish(update, index));
    const linkOptions = this.#linkOptions;
    const script = caseScript(updates, linkOptions);
    const problems =
      this.#problems.length > 0 ? this.#problems : this.#checkScript(updates, script);
    if (problems.length === 0) {
      const [targets, modules, dlls] = [this.#targets, this.#modules, this.#dlls];
      return { targets, modules, dlls, linkOptions, imageFacts: this.#imageFacts, updates, script };
    }
    throw new CaseError(
      this.#name,
      problems.toSorted((a, b) => a.line - b.line),
    );
  }

  #checkScript(updates: Case['updates'], script: readonly ScriptLine[]): readonly CaseProblem[] {
    const read = readScript(script);
    if (read.problems.length > 0) return read.problems;
    return [
      ...undefinedReferences(script, read, this.#undefined),
      ...(isLinked({ updates }) ? unrunnableUpdates(updates, read) : []),
    ];
  }

  #target(value: string): void {
    this.#targets.push(value);
    const problem = targetProblem(value);
    if (problem !== null) this.#problem(problem);
  }

  #directive(line: string): void {
    const match = /^#([a-z_]+)(?:=(.*))?$/.exec(line);
    if (match === null) {
      this.#problem(noDirective(line));
      return;
    }
    const [, name = '', value = ''] = match;
    const place = directivePlace(name);
    if (place === null) {
      this.#problem(unknownDirective(name));
      return;
    }
    if (value === '' && name !== 'expect_compile_log' && name !== 'link') {
      this.#problem(`#${name} needs a value: #${name}=...`);
      return;
    }
    const update = this.#updates.at(-1);
    if (place === 'anywhere') this.#update(value);
    else if (place === 'case') {
      if (update !== undefined) this.#problem(`#${name} must come before the first #update`);
      else if (name === 'target') this.#target(value);
      else if (name === 'undefined') this.#undefined.set(value, this.#line);
      else if (name === 'module') this.#module(value);
      else if (name === 'dll') this.#dll(value);
      else if (name === 'golden_every') this.#keepGoldens(value);
      else if (name === 'expect_image') this.#expectImage(value);
      else this.#linkOption(value);
    } else if (update === undefined) this.#problem(`#${name} must come after an #update`);
    else this.#ofUpdate(update, name, value);
  }

  #module(value: string): void {
    const [, name, file] = /^([^=]+)=(.+)$/.exec(value) ?? [];
    if (name === undefined || file === undefined) {
      this.#problem(`expected #module=NAME=FILE, got ${value}`);
    } else this.#modules.push({ name, file });
  }

  #dll(value: string): void {
    const [, name, caseName] = /^([^=/\\]+)=([^=/\\]+)$/.exec(value) ?? [];
    if (name === undefined || caseName === undefined) {
      this.#problem(
        `expected #dll=NAME=CASE, the name of the DLL and of the case that makes it, got ${value}`,
      );
    } else if (this.#dlls.some((one) => one.name.toLowerCase() === name.toLowerCase())) {
      this.#problem(`the program already loads a DLL named ${name}`);
    } else this.#dlls.push({ name, caseName, line: this.#line });
  }

  #keepGoldens(value: string): void {
    this.#goldenEvery = Number(value);
    if (/^[1-9]\d{0,5}$/.test(value)) return;
    this.#problem(`expected #golden_every=N, a number from 1, got ${value}`);
  }

  #expectImage(value: string): void {
    this.#attempt(() => {
      const fact = parseImageFact(value);
      if (this.#imageFacts.some(({ text }) => text === fact.text)) {
        this.#problem(`#expect_image=${value} is given twice`);
      }
      this.#imageFacts.push(fact);
    });
  }

  #linkOption(value: string): void {
    this.#attempt(() => {
      const option = parseLinkOption(value);
      const [name = ''] = Object.keys(option);
      if (name in this.#linkOptions) this.#problem(`#link_option=${name} is given twice`);
      Object.assign(this.#linkOptions, option);
    });
  }

  #update(name: string): void {
    if (MISLEADING.test(name)) {
      this.#problem(
        `no update can be called "${printable(name)}": expected no control characters, and no marks of text direction`,
      );
    }
    this.#updates.push({
      name,
      line: this.#line,
      writes: [],
      removes: [],
      stdout: null,
      exitCode: null,
      errors: [],
      compileLog: [],
      link: null,
      expectedFailure: null,
    });
  }

  /** Goldens are named after updates. A case without goldens may use a name twice, as upstream's do. */
  #checkUpdateNames(): void {
    if (this.#updates.every(({ link }) => link === null)) return;
    const seen = new Set<string>();
    for (const { name, line } of this.#updates) {
      if (seen.has(name)) {
        this.#problems.push({ line, reason: `the case already has an update named ${name}` });
      }
      seen.add(name);
    }
  }

  #ofUpdate(update: OpenUpdate, name: string, value: string): void {
    switch (name) {
      case 'file':
        this.#checkFileName(update, value);
        this.#file = { name: value, lines: [] };
        return;
      case 'rm_file':
        this.#checkFileName(update, value);
        update.removes.push(value);
        return;
      case 'expect_stdout': {
        const stdout = parseZigString(value);
        if (update.stdout !== null) this.#problem('this update already has an #expect_stdout');
        if (stdout === null) this.#problem(`expected a Zig string literal, got ${value}`);
        update.stdout = stdout ?? '';
        return;
      }
      case 'expect_exit_code':
        if (!/^\d{1,10}$/.test(value) || Number(value) > MAX_EXIT_CODE) {
          this.#problem(`expected an exit code, 0 to ${MAX_EXIT_CODE}, got ${value}`);
        }
        update.exitCode = Number(value);
        return;
      case 'expect_error':
        if (!ERROR.test(value)) {
          this.#problem(
            `expected FILE:LINE:COL: error: MESSAGE or :error: MESSAGE (or note), got ${value}`,
          );
        }
        update.errors.push(value);
        return;
      case 'expect_compile_log':
        update.compileLog.push(value);
        return;
      case 'link':
        if (value !== '') this.#problem(`expected #link on a line of its own, got #link=${value}`);
        if (update.link !== null) this.#problem('this update already has a #link');
        update.link = [];
        this.#link = { firstLine: this.#line + 1, lines: [] };
        return;
      case 'expect_failure':
        if (update.expectedFailure !== null)
          this.#problem('this update already has an #expect_failure');
        this.#attempt(() => (update.expectedFailure = parseExpectedFailure(value)));
    }
  }

  #checkFileName({ writes, removes }: OpenUpdate, name: string): void {
    if (/^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)/.test(name)) {
      this.#problem(`expected a path inside the folder of the sources, got ${name}`);
    }
    if (writes.some((file) => file.name === name) || removes.includes(name)) {
      this.#problem(`${name} is already written or removed in this update`);
    }
  }

  /** Ends the #file or #link that is being read. */
  #endText(): void {
    const update = this.#updates.at(-1);
    if (this.#file !== null) {
      const { name, lines } = this.#file;
      update?.writes.push({ name, text: lines.map((line) => `${line}\n`).join('') });
    }
    if (this.#link !== null) {
      const { lines, firstLine } = this.#link;
      const ops = parseListing(lines, this.#name, firstLine, {
        machine: (this.#linkOptions.machine ?? 'AMD64') as Machine,
        library: this.#library,
        problem: ({ file, line }, reason) => this.#problems.push({ file, line, reason }),
      });
      for (const op of ops) update?.link?.push(op);
    }
    this.#file = null;
    this.#link = null;
  }

  #finish(update: OpenUpdate, index: number): Update {
    const { name, line, writes, removes, link, expectedFailure } = update;
    const outcome = this.#outcome(update);
    if (expectedFailure !== null && (outcome?.kind !== 'run' || link === null)) {
      const reason = '#expect_failure needs a #link, and an #expect_stdout or #expect_exit_code';
      this.#problems.push({ line, reason });
    }
    const isKept = index === 0 || index === this.#updates.length - 1;
    const isWithout = !isKept && (index + 1) % this.#goldenEvery !== 0;
    return {
      ...{ name, line, writes, removes, outcome, link, expectedFailure },
      ...(isWithout ? { isWithoutGoldens: true } : {}),
    };
  }

  #outcome({ line, stdout, exitCode, errors, compileLog }: OpenUpdate): Outcome | null {
    if (errors.length > 0 || compileLog.length > 0) {
      if (stdout !== null || exitCode !== null) {
        this.#problems.push({
          line,
          reason: 'this update expects both errors and a run; keep one of them',
        });
      }
      return { kind: 'errors', errors, compileLog };
    }
    if (stdout === null && exitCode === null) return null;
    return { kind: 'run', stdout, exitCode: exitCode ?? 0 };
  }

  #attempt(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      this.#problem(error.message);
    }
  }

  #problem(reason: string): void {
    this.#problems.push({ line: Math.max(this.#line, 1), reason });
  }
}
