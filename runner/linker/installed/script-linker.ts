import type { LinkOptions } from '../../../reference';
import type { Content } from '../../case/link-script/content';
import type { Op } from '../../case/link-script/op';
import { LinkScriptParser } from '../../case/link-script/parser';
import { flattenContent } from '../../case/program/content-bytes';
import { ProgramState } from '../../case/program/program-state';
import type { SnapshotAnswer } from '../protocol/messages';
import { Denial } from './denial';
import { linkInput, type LinkInput } from './link-input';
import type { LinkSession } from './link-session';

/** Links what a link script describes, at its snapshots. */
export class ScriptLinker {
  readonly #session: LinkSession;
  readonly #parser: LinkScriptParser;
  #state: ProgramState | null = null;
  /** The program at the last flush, an empty one before the first, if it was not linked yet. */
  #flushed: LinkInput | null = null;
  /** What was answered last; the image is still there. */
  #last: SnapshotAnswer | null = null;

  /** @param name what messages call the script */
  constructor(session: LinkSession, name: string) {
    this.#session = session;
    this.#parser = new LinkScriptParser(name);
  }

  /**
   * Reads the next line, without its end.
   * @returns the answer, if it is a snapshot
   * @throws ScriptError if it is no line of a link script
   * @throws Denial if there is no image of it
   */
  line(bytes: Buffer): SnapshotAnswer | null {
    const op = this.#parser.line(bytes);
    if (op !== null && this.#state !== null) return this.#apply(op, this.#state);
    this.#state = this.#start(this.#parser.options);
    this.#flushed = linkInput(this.#state);
    return null;
  }

  #start(options: LinkOptions | null): ProgramState {
    if (options === null) throw new Error('a header without options');
    const { machine, outputMode, linkMode } = options;
    if (!this.#session.linker.machines.includes(machine)) {
      throw new Denial('unsupported', `it does not link for ${machine}`);
    }
    if (outputMode === 'Obj' || (outputMode === 'Lib' && linkMode === 'static')) {
      throw new Denial('unsupported', 'it makes only images, not objects or static libraries');
    }
    return new ProgramState(options);
  }

  #apply(op: Op, state: ProgramState): SnapshotAnswer | null {
    state.apply(op);
    if ('content' in op && op.content !== null) this.#expectKnown(op.content, state.options);
    if (op.op === 'flush') this.#flushed = linkInput(state);
    if (op.op !== 'snapshot') return null;
    // An update that ends in compile errors is not flushed: the image is what it was.
    if (this.#flushed !== null) this.#last = this.#session.link(this.#flushed, state.options);
    this.#flushed = null;
    return this.#last;
  }

  /** @throws Denial if content has a relocation of a type that the linker does not have */
  #expectKnown(content: Content, { machine }: LinkOptions): void {
    const { name, unknownRelocations } = this.#session.linker;
    if (unknownRelocations[machine].length === 0) return;
    const { fields } = flattenContent(content, machine);
    const unknown = fields.find(({ type }) => unknownRelocations[machine].includes(type));
    if (unknown === undefined) return;
    throw new Denial('unsupported', `${name} has no relocations of type ${unknown.type}`);
  }
}
