import type { HostName } from '../../../reference';
import { BLOCK_SUFFIX } from '../../case/case-store';
import { CaseError } from '../../case/case-error';
import { ScriptError } from '../../case/link-script/script-error';
import type { Library } from '../../case/listing/listing';
import { Exploration } from '../exploration';
import type { ExplorerEntry } from '../explorer-data';
import { readSource, type ScriptSource } from '../script-source';
import { decodeEdit, EditCodeError, encodeEdit } from './edit-code';

/** A text that was linked, on each host that was asked for. */
class Linked {
  readonly #source: ScriptSource;
  readonly #explorations = new Map<HostName, Exploration>();

  constructor(
    readonly text: string,
    source: ScriptSource,
  ) {
    this.#source = source;
  }

  on(host: HostName): Exploration {
    let exploration = this.#explorations.get(host);
    if (exploration === undefined) {
      exploration = Exploration.of(this.#source, host);
      this.#explorations.set(host, exploration);
    }
    return exploration;
  }
}

/** An entry that is open: its text, as it was and as it was edited. */
export class Session {
  readonly #library: Library;
  readonly #original: Linked;
  #current: Linked;
  #problem: string | null = null;
  #addressProblem: string | null = null;
  #editCode: string | null = null;

  /** @throws CaseError or ScriptError if the entry is wrong */
  constructor(
    readonly entry: ExplorerEntry,
    library: Readonly<Record<string, string>>,
  ) {
    this.#library = {
      read: (name) => {
        const text = Object.hasOwn(library, name) ? library[name] : undefined;
        return text === undefined ? null : { text, file: `lib/${name}${BLOCK_SUFFIX}` };
      },
      names: () => Object.keys(library),
    };
    this.#original = this.#read(entry.text);
    this.#current = this.#original;
  }

  /** The text that is linked: the last one without a mistake. */
  get text(): string {
    return this.#current.text;
  }

  get isEdited(): boolean {
    return this.#current !== this.#original;
  }

  /** The edited text for an address; null if it is as it was, or too large for one. */
  get editCode(): string | null {
    return this.#editCode;
  }

  /** Why the edit in the address is not shown; null if it is, or there is none. */
  get addressProblem(): string | null {
    return this.#addressProblem;
  }

  /** Why the last edit was refused, with file, line and op; null if it was not. */
  get problem(): string | null {
    return this.#problem;
  }

  on(host: HostName): Exploration {
    return this.#current.on(host);
  }

  /** The entry before it was edited. */
  before(host: HostName): Exploration {
    return this.#original.on(host);
  }

  /**
   * Links another text. If it has a mistake, or the linker refuses it, the last good one stays.
   * @returns whether the text is linked now
   */
  edit(text: string, host: HostName): boolean {
    this.#problem = null;
    this.#addressProblem = null;
    if (text === this.#current.text) return true;
    try {
      const linked = text === this.#original.text ? this.#original : this.#read(text);
      const { refusal } = linked.on(host);
      if (refusal === null || linked === this.#original) this.#current = linked;
      else this.#problem = refusal.message;
    } catch (error) {
      if (!(error instanceof CaseError) && !(error instanceof ScriptError)) throw error;
      this.#problem = error.message;
    }
    this.#editCode = this.isEdited ? encodeEdit(this.text, this.entry.text) : null;
    return this.#problem === null;
  }

  /** Links the edited text of an address. If it cannot be read or linked, {@link addressProblem} says so. */
  openEdit(code: string, host: HostName): void {
    if (code === this.#editCode) return;
    try {
      this.edit(decodeEdit(code, this.entry.text), host);
      this.#addressProblem = this.#problem;
    } catch (error) {
      if (!(error instanceof EditCodeError)) throw error;
      this.#addressProblem = error.message;
    }
  }

  #read(text: string): Linked {
    const { kind, file } = this.entry;
    return new Linked(text, readSource({ kind, file, text }, this.#library));
  }
}
