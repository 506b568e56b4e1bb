import {
  Coff2,
  LinkError,
  type CodeGenerator,
  type HostProfile,
  type LazyKind,
  type LinkObserver,
  type LinkOptions,
  type NavIndex,
  type SymbolIndex,
  type SymbolWriter,
  type UavInfo,
} from '../../../reference';
import { Step, STEP_SIZE, type Content, type Pointer, type Target } from '../link-script/content';
import type { Op } from '../link-script/op';
import { LineError } from '../link-script/script-error';
import type { Names, UpdateRecord } from '../link-script/update-record';
import type { Definitions } from './definitions';
import { NavNumbers } from './nav-numbers';
import { RecordReplay } from './record-replay';

/** A nav by its name, with its number where the script's reader counted. */
interface Nav {
  readonly nav: string;
  readonly number?: number;
}

/** Plays the ops of a link script to one linker, in place of the compiler. */
export class Replay implements CodeGenerator {
  readonly linker: Coff2;
  readonly #host: HostProfile;
  readonly #definitions: Definitions;
  readonly #navs: NavNumbers;
  readonly #records: RecordReplay;

  /**
   * @param observer watches the linker at work; null for none
   * @param origin a linker with these options on this host, of which a copy goes on; null for a new one
   * @throws LineError if the linker does not support the options
   */
  constructor(
    options: LinkOptions,
    host: HostProfile,
    definitions: Definitions,
    observer: LinkObserver | null = null,
    origin: Coff2 | null = null,
  ) {
    this.#host = host;
    this.#definitions = definitions;
    this.linker = refusing(
      () => origin?.copy(this, observer) ?? new Coff2(options, host, this, observer),
    );
    this.#navs = new NavNumbers(this.linker);
    this.#records = new RecordReplay(this.linker, this.#navs, definitions);
  }

  /**
   * Another replay that goes on from here by itself.
   * @param definitions those of this replay, or others with the same content
   * @param observer watches the linker of the copy; null for none
   */
  copy(definitions = this.#definitions, observer: LinkObserver | null = null): Replay {
    return new Replay(this.linker.options, this.#host, definitions, observer, this.linker);
  }

  /**
   * Plays one op. Definitions are already in {@link Definitions}, and the caller takes snapshots, so
   * both do nothing here.
   * @throws LineError if the linker refuses the op; the replay is over then
   */
  apply(op: Op): void {
    refusing(() => {
      this.#apply(op);
    });
  }

  /**
   * Plays an update that is a record.
   * @param names of the records of this script
   * @throws LineError as {@link apply} does
   */
  update(record: UpdateRecord, names: Names): void {
    try {
      this.#records.update(record, names);
    } catch (error) {
      throw refusalOf(error);
    }
  }

  describeUav(uav: string): UavInfo {
    return this.#definitions.uav(uav);
  }

  emitUav(uav: string, writer: SymbolWriter): void {
    this.#emit(this.#definitions.uav(uav).content, writer);
  }

  emitLazy(kind: LazyKind, type: string, writer: SymbolWriter): void {
    const content = this.#definitions.lazy(kind, type);
    if (content === undefined) {
      throw new LineError(
        `the lazy ${kind} of type ${type} is needed now, and nothing has defined it yet`,
      );
    }
    this.#emit(content, writer);
  }

  #apply(op: Op): void {
    const { linker } = this;
    switch (op.op) {
      case 'updateNav': {
        const { content } = op;
        linker.updateNav(content === null ? op.nav : this.#nav(op), {
          type: op.type,
          alignment: op.align,
          emit:
            content === null
              ? null
              : (writer) => {
                  this.#emit(content, writer);
                },
        });
        return;
      }
      case 'updateFunc':
        linker.updateFunc(this.#nav(op), {
          type: op.type,
          alignment: op.align,
          emit: (writer) => {
            this.#emit(op.content, writer);
          },
        });
        return;
      case 'updateExports':
        linker.updateExports(op.exported, op.names);
        return;
      case 'deleteExport':
        linker.deleteExport({ nav: op.nav }, op.name);
        return;
      case 'updateErrorData':
        linker.updateErrorData();
        return;
      case 'idle':
        for (let i = 0; i < op.count; i += 1) if (!linker.idle()) return;
        return;
      case 'flush':
        linker.flush();
        return;
      case 'defineUav':
      case 'defineLazy':
      case 'snapshot':
    }
  }

  #emit(content: Content, writer: SymbolWriter): void {
    const { steps, bytes, pointers, relocs } = content;
    for (let i = 0; i < steps.length; i += STEP_SIZE) {
      const first = steps[i + 1] as number;
      const second = steps[i + 2] as number;
      switch (steps[i] as number) {
        case Step.WRITE:
          writer.write(bytes, first, second);
          break;
        case Step.SPLAT:
          writer.splat(first, second);
          break;
        case Step.REBASE:
          writer.rebase(first);
          break;
        case Step.POINTER:
          this.#pointer(pointers[first] as Pointer, writer);
          break;
        case Step.RELOC: {
          const reloc = relocs[first] as Content['relocs'][number];
          const target = this.#resolve(reloc.target);
          this.linker.addReloc(writer.symbol, reloc.offset, target, reloc.addend, reloc.type);
        }
      }
    }
  }

  #pointer({ target, addend }: Pointer, writer: SymbolWriter): void {
    const { linker } = this;
    this.#resolve(target);
    const info = { parent: writer.symbol, offset: writer.end, addend };
    const address =
      target.kind === 'nav'
        ? linker.getNavVAddr(this.#nav(target), info)
        : linker.getUavVAddr(target.uav, info);
    writer.writeAddress(address, linker.addressSize);
  }

  /** A nav's index in the linker, which is asked by name once. */
  #nav({ nav, number }: Nav): NavIndex {
    if (number === undefined) return this.linker.navIndex(nav);
    return this.#navs.nav(number, nav);
  }

  #navSymbol({ nav, number }: Nav): SymbolIndex {
    if (number === undefined) return this.linker.navSymbol(nav);
    return this.#navs.symbol(number, nav);
  }

  #resolve(target: Target): SymbolIndex {
    const { linker } = this;
    switch (target.kind) {
      case 'nav':
        return this.#navSymbol(target);
      case 'uav':
        return linker.lowerUav(
          target.uav,
          target.align ?? this.#definitions.uav(target.uav).alignment,
        );
      case 'lazy':
        return linker.lazySymbol(target.lazy, target.type);
      case 'global':
        return linker.globalSymbol(target.name, target.libName);
    }
  }
}

function refusing<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw refusalOf(error);
  }
}

/** A refusal of the linker as an error that gets a place in the script; any other error as it is. */
function refusalOf(error: unknown): unknown {
  return error instanceof LinkError ? new LineError(error.message) : error;
}
