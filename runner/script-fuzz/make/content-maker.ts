import { itemSize, type Item, type ItemTarget, type ScriptOp } from '../script/fuzz-script';
import { bytes, itemsOf, type Piece } from './content-pieces';
import { TargetMaker, type Pointee, type TargetContext } from './target-maker';

/** Content, and how many bytes it writes. */
export interface MadeContent {
  readonly items: readonly Item[];
  readonly size: number;
}

/** More bytes than this are one fill. */
const LONGEST_HEX = 48;

/** Bytes that a variable has at least, whenever it is written: instructions store to the first ones. */
const VARIABLE_SIZE = 8;
/** The most bytes that an instruction stores. */
const STORED_SIZE = 4;

/** Makes the content of functions, data, constants and lazy symbols. */
export class ContentMaker {
  readonly targets: TargetMaker;
  readonly #context: TargetContext;
  readonly #pointerSize: 4 | 8;

  /** @param add takes the definitions that content needs, before the op itself */
  constructor(context: TargetContext, add: (op: ScriptOp) => void) {
    this.#context = context;
    this.#pointerSize = context.temper.isAmd64 ? 8 : 4;
    this.targets = new TargetMaker(context, add, (isCode, depth) =>
      isCode ? this.code(depth, null, false) : this.data(depth, null),
    );
  }

  /**
   * Instructions that end with one that does not go on.
   * @param self the nav that they are the content of
   * @param mayImport whether they may call functions of DLLs
   */
  code(depth: number, self: string | null, mayImport: boolean): MadeContent {
    const { chance } = this.#context;
    const pieces: Piece[] = [];
    const busy = this.#context.temper.dlls >= 100 && mayImport && chance.percent(30);
    const count = busy ? chance.integer(65, 200) : chance.integer(0, depth > 0 ? 3 : 9);
    for (let i = 0; i < count; i += 1) pieces.push(this.#instruction(depth, self, mayImport));
    if (chance.percent(40)) pieces.push(this.#fill(0x90));
    pieces.push(bytes(chance.percent(80) ? 'c3' : 'cc'));
    return this.#finished(pieces);
  }

  /**
   * @param self the nav that it is the content of
   * @param isPlain whether it is a variable, which holds no addresses
   */
  data(depth: number, self: string | null, isPlain = false): MadeContent {
    const { chance, temper } = this.#context;
    const pieces: Piece[] = isPlain ? [bytes(chance.hex(VARIABLE_SIZE))] : [];
    for (let i = chance.integer(0, depth > 0 ? 2 : 6); i > 0; i -= 1) {
      const what = chance.weighted({
        ...{ bytes: 40, fill: 20 },
        ...(isPlain ? { pointer: 0, field: 0 } : { pointer: 40, field: 20 }),
      });
      switch (what) {
        case 'bytes':
          pieces.push(bytes(chance.hex(chance.integer(1, LONGEST_HEX))));
          break;
        case 'fill':
          pieces.push(this.#fill(chance.pick([0, 0xaa, 0xff])));
          break;
        case 'pointer':
          pieces.push(this.#pointer(depth, self));
          break;
        case 'field':
          pieces.push(this.#dataField(depth));
      }
    }
    // What has no bytes lies where something else begins, and cannot be told from it.
    if (pieces.length === 0 && !(temper.hasOddFields && chance.percent(20)))
      pieces.push(bytes('2a'));
    return this.#finished(pieces);
  }

  #finished(pieces: readonly Piece[]): MadeContent {
    const items = itemsOf(pieces, this.#pointerSize, this.#context.chance);
    const size = items.reduce((sum, item) => sum + itemSize(item, this.#pointerSize), 0);
    return { items, size };
  }

  #fill(byte: number): Piece {
    const { chance, temper } = this.#context;
    const most = chance.percent(75) ? Math.min(64, temper.largest) : temper.largest;
    return { item: { splat: [byte, chance.integer(1, most)] }, fields: [] };
  }

  #pointer(depth: number, self: string | null): Piece {
    const { chance } = this.#context;
    const isSelf = self !== null && chance.percent(10);
    const { target, size } = isSelf
      ? { target: { nav: self }, size: 0 }
      : this.targets.pointee(depth);
    if (!('nav' in target) && !('uav' in target)) throw new TypeError('no target of a pointer');
    const addend = this.#addend(target, size);
    return { item: { ptr: target, ...(addend === 0 ? {} : { addend }) }, fields: [] };
  }

  /** A whole address that is a relocation, as of an import or a lazy symbol. */
  #dataField(depth: number): Piece {
    const { chance, temper } = this.#context;
    if (temper.hasOddFields && chance.percent(50)) {
      const type = temper.isAmd64 ? 'ADDR32NB' : 'DIR32NB';
      const { target } = this.targets.data(depth);
      return bytes('00000000', { offset: 0, target, type, addend: chance.integer(0, 40) });
    }
    const { target, size } = chance.percent(50)
      ? this.targets.data(depth)
      : this.targets.code(depth, false);
    const type = temper.isAmd64 ? 'ADDR64' : 'DIR32';
    const addend = this.#addend(target, size);
    return bytes('00'.repeat(this.#pointerSize), { offset: 0, target, type, addend });
  }

  /** A reference leads to the start of something, or into data. */
  #addend(target: ItemTarget, size: number): number {
    const { chance, temper, model } = this.#context;
    if (temper.hasOddFields && chance.percent(30)) return chance.integer(-300, 5000);
    const isCode =
      ('nav' in target &&
        model.navs.some(({ name, isCode: code }) => name === target.nav && code)) ||
      ('lazy' in target && target.lazy[0] === 'code');
    return isCode || size < 2 || chance.percent(60) ? 0 : chance.integer(1, size - 1);
  }

  #instruction(depth: number, self: string | null, mayImport: boolean): Piece {
    return this.#context.temper.isAmd64
      ? this.#amd64(depth, self, mayImport)
      : this.#i386(depth, self);
  }

  #called(depth: number, self: string | null, mayImport: boolean): ItemTarget {
    const isSelf = self !== null && this.#context.chance.percent(8);
    return isSelf ? { nav: self } : this.targets.code(depth, mayImport).target;
  }

  /** An instruction that writes to a variable, and nowhere else. */
  #store(hex: string, type: string, value: string): Piece {
    const { chance } = this.#context;
    const { target } = this.targets.variable();
    const addend = chance.percent(60) ? 0 : chance.integer(1, VARIABLE_SIZE - STORED_SIZE);
    return bytes(`${hex}00000000${value}`, { offset: hex.length / 2, target, type, addend });
  }

  #amd64(depth: number, self: string | null, mayImport: boolean): Piece {
    const { chance } = this.#context;
    const relative = (hex: string, type: string, { target, size }: Pointee, more = ''): Piece => {
      const field = { offset: hex.length / 2, target, type, addend: this.#addend(target, size) };
      return bytes(`${hex}00000000${more}`, field);
    };
    switch (
      chance.weighted({ call: 35, jump: 8, lea: 25, store: 20, whole: 8, plain: 15, far: 3 })
    ) {
      case 'call':
        return bytes('e800000000', {
          ...{ offset: 1, type: 'REL32', addend: 0 },
          target: this.#called(depth, self, mayImport),
        });
      case 'jump':
        return bytes(`0f8${chance.integer(0, 15).toString(16)}00000000`, {
          ...{ offset: 2, type: 'REL32', addend: 0 },
          target: this.#called(depth, self, mayImport),
        });
      case 'lea':
        return relative('488d0d', 'REL32', this.targets.data(depth));
      case 'store': {
        const [hex, size] = chance.pick([
          ['c605', 1],
          ['66c705', 2],
          ['c705', STORED_SIZE],
        ] as const);
        return this.#store(hex, `REL32_${size}`, chance.hex(size));
      }
      case 'whole': {
        const { target, size } = chance.percent(60)
          ? this.targets.data(depth)
          : this.targets.code(depth, mayImport);
        const addend = this.#addend(target, size);
        return bytes(`48b8${'00'.repeat(8)}`, { offset: 2, target, type: 'ADDR64', addend });
      }
      case 'plain':
        return bytes(`b8${chance.hex(4)}`);
      case 'far': {
        // No instruction has three or five bytes after its field: the addend makes up for them.
        const after = chance.pick([3, 5]);
        const { target, size } = this.targets.data(depth);
        if (size <= after) return bytes('90');
        return bytes('488d0d00000000', {
          ...{ offset: 3, target, addend: after },
          type: `REL32_${after}`,
        });
      }
    }
  }

  #i386(depth: number, self: string | null): Piece {
    const { chance } = this.#context;
    const absolute = (hex: string, { target, size }: Pointee, more = ''): Piece =>
      bytes(`${hex}00000000${more}`, {
        ...{ offset: hex.length / 2, target, type: 'DIR32' },
        addend: this.#addend(target, size),
      });
    switch (chance.weighted({ call: 35, jump: 8, push: 20, load: 20, store: 20, plain: 15 })) {
      case 'call':
        return bytes('e800000000', {
          ...{ offset: 1, type: 'REL32', addend: 0 },
          target: this.#called(depth, self, false),
        });
      case 'jump':
        return bytes(`0f8${chance.integer(0, 15).toString(16)}00000000`, {
          ...{ offset: 2, type: 'REL32', addend: 0 },
          target: this.#called(depth, self, false),
        });
      case 'push':
        return absolute(
          '68',
          chance.percent(70) ? this.targets.data(depth) : this.targets.code(depth, false),
        );
      case 'load':
        return absolute('a1', this.targets.data(depth));
      case 'store':
        return this.#store('c705', 'DIR32', chance.hex(STORED_SIZE));
      case 'plain':
        return bytes(`b8${chance.hex(2)}0000`);
    }
  }
}
