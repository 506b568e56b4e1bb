import { hex } from '../../../text/numbers';
import { coff, type HostName, type Machine } from '../../../../reference';
import { scriptText } from '../../case-script';
import { disassemble } from '../../../image/disassembly/disassemble';
import { eachNode, parseNodeDump } from '../../../image/node-dump/parse-node-dump';
import { ScriptReplay } from '../../replay/script-replay';
import { blocksOf, type Block, type ObjectBlocks } from '../blocks';
import type { ImportOptions } from '../import-object';
import type { ObjectFile, ObjectSection } from '../object';
import { readObject } from '../object-file';
import { relocationsWithin } from '../relocations-within';
import { asCase, listingOf } from './fixtures';

/** A place of an image or an object that code or data leads to. */
interface Reference {
  /** Of the object: the section and the bytes from its start; or an undefined symbol. */
  readonly to: { readonly section: ObjectSection; readonly address: number } | string;
  /** Bytes from the section's start to the field that leads there. */
  readonly field: number;
  readonly type: string;
  /** Bytes from the field to where its distance is counted from, when the code runs. */
  readonly base: number;
}

/**
 * Links an imported object, and follows all that its root refers to in the object and in the image
 * side by side. It knows nothing of listings: what relocations mean is decided by the rules of COFF, by
 * where the processor counts from, and by the bytes that are there.
 */
export class LinkedObject {
  readonly #object: ObjectFile;
  readonly #blocks: readonly Block[];
  readonly #partition: ObjectBlocks['partition'];
  readonly #image: Buffer;
  readonly #sections: readonly coff.SectionHeader[];
  readonly #navs: ReadonlyMap<string, number>;
  readonly #base: number;
  /** Where each block of the object is in the image. */
  readonly #places = new Map<Block, number>();
  readonly #pending: Block[] = [];
  readonly #imports = new Set<string>();
  #references = 0;

  constructor(bytes: Uint8Array, options: ImportOptions, host: HostName) {
    this.#object = readObject(bytes);
    const { blocks, partition } = blocksOf(this.#object);
    this.#blocks = blocks;
    this.#partition = partition;
    const { image, nodes } = linked(listingOf(bytes, options), this.#object.machine, host);
    this.#image = image;
    const file = coff.Coff.init(image, false);
    this.#sections = file.getSectionHeaders();
    this.#base = Number(file.getImageBase());
    const navs = [...eachNode(parseNodeDump(nodes))].filter(({ tag }) => tag === 'nav');
    this.#navs = new Map(navs.map(({ key, fileOffset }) => [key, this.#rva(fileOffset)]));
  }

  /** Follows all references from this function on. @throws Error if one leads elsewhere */
  follow(root: string): { readonly references: number; readonly imports: readonly string[] } {
    const block = this.#blocks.find(({ name }) => name === root);
    if (block === undefined) throw new Error(`no block is named ${root}`);
    this.#meet(block, this.#navs.get(`nav(${root})`) ?? -1, root);
    for (let next = this.#pending.pop(); next !== undefined; next = this.#pending.pop()) {
      this.#check(next);
    }
    return { references: this.#references, imports: [...this.#imports].sort() };
  }

  /** Names of the blocks that were met. */
  get met(): readonly string[] {
    return [...this.#places.keys()].map(({ name }) => name);
  }

  #check(block: Block): void {
    const place = this.#places.get(block) ?? 0;
    for (const reference of this.#referencesOf(block)) {
      this.#references += 1;
      const { field, to } = reference;
      const where = `${block.name}+${hex(field - block.start)}`;
      const target = this.#targetAt(place + field - block.start, reference);
      if (typeof to === 'string') {
        expect({ where, name: this.#importedName(target) }).toEqual({ where, name: to });
        this.#imports.add(to);
        continue;
      }
      const { section, address } = to;
      const next = this.#blocks.find(
        (one) => one.section === section && one.start <= address && address < one.end,
      );
      if (next === undefined) throw new Error(`${where} leads to no block`);
      this.#meet(next, target - (address - next.start), where);
    }
  }

  /** A block is met at a place: always the same, and its bytes are there. */
  #meet(block: Block, place: number, where: string): void {
    const known = this.#places.get(block);
    if (known !== undefined) {
      expect({ where, to: block.name, place }).toEqual({ where, to: block.name, place: known });
      return;
    }
    this.#places.set(block, place);
    this.#pending.push(block);
    const nav = this.#navs.get(`nav(${block.name})`);
    if (nav !== undefined) expect({ where, place }).toEqual({ where, place: nav });
    const expected = Buffer.from(block.section.data.subarray(block.start, block.end));
    const end = this.#offset(place) + expected.length;
    const found = Buffer.from(this.#image.subarray(this.#offset(place), end));
    for (const { field, type } of this.#referencesOf(block)) {
      const at = field - block.start;
      for (const bytes of [expected, found]) bytes.fill(0, at, at + (type === 'ADDR64' ? 8 : 4));
    }
    // After the last byte that is not padding, the next block may stand already.
    const size = block.kind === 'fn' ? sizeUsed(expected) : expected.length;
    const text = /^[\x20-\x7e\n]+\0/.exec(expected.toString('latin1'))?.[0].length;
    const compared = block.kind === 'uav' ? (text ?? size) : size;
    expect({ where, bytes: found.toString('hex', 0, compared) }).toEqual({
      where,
      bytes: expected.toString('hex', 0, compared),
    });
  }

  #referencesOf({ section, start, end, kind }: Block): readonly Reference[] {
    const ends =
      kind === 'fn'
        ? disassemble(section.data.subarray(start, end), {
            bits: section.machine === 'AMD64' ? 64 : 32,
          }).map(({ offset, length }) => start + offset + length)
        : [];
    const bytes = Buffer.from(section.data);
    const own = section.relocations.filter(({ offset }) => offset >= start && offset < end);
    const offsets = new Set(own.map(({ offset }) => offset));
    const references = own.map(({ offset, type, symbol }): Reference => {
      const wide = type === 'ADDR64';
      const addend = wide ? Number(bytes.readBigInt64LE(offset)) : bytes.readInt32LE(offset);
      const isDistance = type.startsWith('REL32');
      const behind = isDistance ? Number(type.slice(6) || 0) + 4 : 0;
      // Code counts from the end of the instruction; a table's rows from its first one.
      let base = ends.find((one) => one > offset) ?? offset;
      if (kind !== 'fn') while (offsets.has(base - 4)) base -= 4;
      base -= offset;
      const address = symbol.value + addend + (isDistance ? base - behind : 0);
      const of = symbol.section === null ? undefined : this.#object.sections[symbol.section];
      return {
        to: of === undefined ? symbol.name : { section: of, address },
        field: offset,
        type,
        base,
      };
    });
    const relocations = this.#partition.of.get(section)?.implied ?? [];
    const implied = relocationsWithin({ relocations }, start, end).flatMap(({ offset, symbol }) => {
      const address = symbol.value;
      if (address >= start && address < end) return [];
      return [{ to: { section, address }, field: offset, type: 'REL32', base: 4 }];
    });
    return [...references, ...implied];
  }

  /** What a field of the image leads to. */
  #targetAt(rva: number, { type, base }: Reference): number {
    const at = this.#offset(rva);
    if (type === 'ADDR64') return Number(this.#image.readBigUInt64LE(at)) - this.#base;
    const value = this.#image.readInt32LE(at);
    if (type === 'DIR32') return value - this.#base;
    return type.startsWith('REL32') ? rva + base + value : value;
  }

  /** The name after a thunk: a jump through a slot that holds the place of a hint and a name. */
  #importedName(thunk: number): string {
    const at = this.#offset(thunk);
    if (this.#image.readUInt16LE(at) !== 0x25ff) return 'no thunk';
    const slot = thunk + 6 + this.#image.readInt32LE(at + 2);
    const name = this.#offset(this.#image.readUInt32LE(this.#offset(slot))) + 2;
    return this.#image.toString('latin1', name, this.#image.indexOf(0, name));
  }

  #rva(offset: number): number {
    const section = this.#sections.find(
      ({ pointer_to_raw_data: start, size_of_raw_data: size }) =>
        offset >= start && offset < start + size,
    );
    if (section === undefined) throw new Error(`no section has the file offset ${offset}`);
    return offset - section.pointer_to_raw_data + section.virtual_address;
  }

  #offset(rva: number): number {
    const section = this.#sections.find(
      ({ virtual_address: start, size_of_raw_data: size }) => rva >= start && rva < start + size,
    );
    if (section === undefined) throw new Error(`no section has the address ${rva}`);
    return rva - section.virtual_address + section.pointer_to_raw_data;
  }
}

/** Code in hex, and the zeros, traps and nops of any length after it. */
const PADDED =
  /^((?:..)*?)(?:00|90|cc|6690|(?:66)*(?:2e)?0f1f(?:00|40.{2}|44.{4}|80.{8}|84.{10}))*$/;

/** Bytes of a function without the padding after it. */
function sizeUsed(bytes: Buffer): number {
  const [, code = ''] = PADDED.exec(bytes.toString('hex')) ?? [];
  return code.length / 2;
}

function linked(
  listing: readonly string[],
  machine: Machine,
  host: HostName,
): { readonly image: Buffer; readonly nodes: string } {
  const results: { readonly image: Buffer; readonly nodes: string }[] = [];
  const replay = new ScriptReplay('imported.jsonl', [host], {
    snapshot: (_host, { linker }) => {
      const pieces: Buffer[] = [];
      linker.dump((piece) => pieces.push(Buffer.from(piece)));
      const nodes = Buffer.concat(pieces).toString('utf8');
      results.push({ image: Buffer.from(linker.image.contents()), nodes });
    },
  });
  replay.push(Buffer.from(scriptText(asCase(listing, machine).script)));
  replay.end();
  const [result] = results;
  if (result === undefined) throw new Error('a script without a snapshot');
  return result;
}
