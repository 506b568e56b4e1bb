import type { Case, FileText, ModuleRoot, Outcome, Update } from './case';
import { CaseError, type CaseProblem } from './case-error';
import { parseZigString } from './zig-string';

/** An update while its lines are read. */
interface OpenUpdate {
  readonly name: string;
  readonly line: number;
  readonly writes: FileText[];
  readonly removes: string[];
  stdout: string | null;
  exitCode: number | null;
  readonly errors: string[];
  readonly compileLog: string[];
}

const ERROR = /^(.+:\d+:\d+: |:)(error|note): ./;

/**
 * Reads a case file in upstream's grammar, and `#expect_exit_code=N` besides.
 *
 * Lines that start with `#` are directives, those that start with `//` comments; all else is the
 * text of the `#file` before it.
 * @param name what errors call the file
 * @throws CaseError with all that is wrong
 */
export function parseCase(text: string, name: string): Case {
  return new CaseParser().parse(text, name);
}

class CaseParser {
  readonly #targets: string[] = [];
  readonly #modules: ModuleRoot[] = [];
  readonly #updates: OpenUpdate[] = [];
  readonly #problems: CaseProblem[] = [];
  /** The lines of the `#file` that is being read, or null. */
  #file: { readonly name: string; readonly lines: string[] } | null = null;
  #line = 0;

  parse(text: string, name: string): Case {
    const lines = text.split('\n');
    // What follows the last line feed is no line.
    if (lines.at(-1) === '') lines.pop();
    for (const line of lines) {
      this.#line += 1;
      if (line.startsWith('#')) {
        this.#endFile();
        this.#directive(line.replace(/\r$/, ''));
      } else if (this.#file !== null) this.#file.lines.push(line);
      else if (!line.startsWith('//') && line.trim() !== '') {
        this.#problem('expected a directive (#...) or a comment (//...) outside of a #file');
      }
    }
    this.#endFile();
    if (this.#targets.length === 0) this.#problem('expected a #target before the first #update');
    if (this.#updates.length === 0) this.#problem('expected at least one #update');
    const updates = this.#updates.map((update) => this.#finish(update));
    if (this.#problems.length > 0) {
      throw new CaseError(
        name,
        this.#problems.toSorted((a, b) => a.line - b.line),
      );
    }
    return { targets: this.#targets, modules: this.#modules, updates };
  }

  #directive(line: string): void {
    const match = /^#([a-z_]+)(?:=(.*))?$/.exec(line);
    if (match === null) {
      this.#problem(`expected #NAME=VALUE, got ${line}`);
      return;
    }
    const [, name = '', value = ''] = match;
    if (value === '' && name !== 'expect_compile_log') {
      this.#problem(`#${name} needs a value: #${name}=...`);
      return;
    }
    if (name === 'target' || name === 'module') {
      if (this.#updates.length > 0) this.#problem(`#${name} belongs before the first #update`);
      else if (name === 'target') this.#targets.push(value);
      else this.#module(value);
      return;
    }
    if (name === 'update') {
      this.#update(value);
      return;
    }
    const update = this.#updates.at(-1);
    if (update === undefined) {
      this.#problem(
        ['file', 'rm_file'].includes(name) || name.startsWith('expect_')
          ? `#${name} belongs behind an #update`
          : `unknown directive #${name}`,
      );
      return;
    }
    this.#ofUpdate(update, name, value);
  }

  #module(value: string): void {
    const [, name, file] = /^([^=]+)=(.+)$/.exec(value) ?? [];
    if (name === undefined || file === undefined) {
      this.#problem(`expected #module=NAME=FILE, got ${value}`);
    } else this.#modules.push({ name, file });
  }

  #update(name: string): void {
    if (this.#updates.some((update) => update.name === name)) {
      this.#problem(`an update named ${name} is there already`);
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
    });
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
        if (update.stdout !== null) this.#problem('a second #expect_stdout in this update');
        if (stdout === null) this.#problem(`expected a Zig string literal, got ${value}`);
        update.stdout = stdout ?? '';
        return;
      }
      case 'expect_exit_code':
        if (!/^\d{1,10}$/.test(value)) this.#problem(`expected an exit code, got ${value}`);
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
      default:
        this.#problem(`unknown directive #${name}`);
    }
  }

  #checkFileName({ writes, removes }: OpenUpdate, name: string): void {
    if (/^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)/.test(name)) {
      this.#problem(`expected a path within the folder of the sources, got ${name}`);
    }
    if (writes.some((file) => file.name === name) || removes.includes(name)) {
      this.#problem(`${name} is written or removed in this update already`);
    }
  }

  #endFile(): void {
    if (this.#file === null) return;
    const { name, lines } = this.#file;
    this.#updates.at(-1)?.writes.push({ name, text: lines.map((line) => `${line}\n`).join('') });
    this.#file = null;
  }

  #finish(update: OpenUpdate): Update {
    const { name, line, writes, removes } = update;
    return { name, line, writes, removes, outcome: this.#outcome(update) };
  }

  #outcome({ line, stdout, exitCode, errors, compileLog }: OpenUpdate): Outcome | null {
    if (errors.length > 0 || compileLog.length > 0) {
      if (stdout !== null || exitCode !== null) {
        this.#problems.push({ line, reason: 'this update expects both errors and a run' });
      }
      return { kind: 'errors', errors, compileLog };
    }
    if (stdout === null && exitCode === null) return null;
    return { kind: 'run', stdout, exitCode: exitCode ?? 0 };
  }

  #problem(reason: string): void {
    this.#problems.push({ line: Math.max(this.#line, 1), reason });
  }
}
