import type { Comparison } from './comparison';
import type { DataObject } from './data-object';
import {
  isTableOf,
  walkJumpTable,
  walkPointerTable,
  type JumpTable,
  type RegisterJump,
} from './jump-tables';
import type { Procedure } from './procedures';

/** Is told where a jump leads in each image. */
type TellTarget = (from: RegisterJump, x: number, y: number) => void;

/** Jumps through registers, whose targets are in tables. */
export class RegisterJumps {
  readonly #comparison: Comparison;
  readonly #tell: TellTarget;
  #jumps: (RegisterJump & { readonly table: JumpTable | null })[] = [];
  /** What a procedure loads the address of: a table may be loaded long before the jump. */
  readonly #loaded = new Map<Procedure, Set<DataObject>>();

  constructor(comparison: Comparison, tell: TellTarget) {
    this.#comparison = comparison;
    this.#tell = tell;
  }

  /** A procedure loads the address of data. */
  noteLoaded(procedure: Procedure, object: DataObject): void {
    const loaded = this.#loaded.get(procedure);
    if (loaded === undefined) this.#loaded.set(procedure, new Set([object]));
    else loaded.add(object);
  }

  /** @param table what was referred to last before the jump, and may be its table; null for nothing */
  add(jump: RegisterJump, table: JumpTable | null): void {
    this.#jumps.push({ ...jump, table });
  }

  /**
   * Follows the tables of all jumps since the last call.
   * @returns whether there were any
   */
  walk(): boolean {
    const jumps = this.#jumps;
    this.#jumps = [];
    for (const one of jumps) {
      const isTable =
        (one.table !== null && this.#walkTable(one, one.table)) || this.#walkLoaded(one);
      if (!isTable) this.#comparison.ledger.note('jumps to where is not known');
    }
    return jumps.length > 0;
  }

  #walkTable({ procedure, a, b }: RegisterJump, table: JumpTable): boolean {
    const one = { procedure, a, b, table };
    const jump = (x: number, y: number): void => {
      this.#tell(one, x, y);
    };
    return (
      walkJumpTable(this.#comparison, one, jump) || walkPointerTable(this.#comparison, one, jump)
    );
  }

  /** Follows a table that the procedure loads anywhere. */
  #walkLoaded(one: RegisterJump): boolean {
    for (const object of this.#loaded.get(one.procedure) ?? []) {
      const { a, b, reference } = object;
      const table = { a, b, reference, object };
      if (isTableOf(this.#comparison, { ...one, table }) && this.#walkTable(one, table))
        return true;
    }
    return false;
  }
}
