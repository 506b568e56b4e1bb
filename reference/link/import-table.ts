import { ImportDirectoryEntry } from '../coff';
import type { Addresses } from './addresses';
import { alignForward } from './alignment';
import type { Headers } from './headers';
import type { FileOffset, NodeIndex, Rva, SymbolIndex } from './indices';
import { LinkError } from './link-error';
import type { MappedFile } from './mapped-file';
import type { NodeKinds } from './node-kinds';
import type { Section } from './sections';
import type { SymbolTable } from './symbol-table';

/** Bytes. PE Format, "Hint/Name Table": every entry starts at an even address. */
const HINT_NAME_ALIGNMENT = 2;
const HINT_SIZE = 2;

/** The imports from one DLL. */
interface Dll {
  readonly lookupTable: NodeIndex;
  readonly addressTable: SymbolIndex;
  /** The name of the DLL, then the hints and names of its functions. */
  readonly hintNameTable: NodeIndex;
  /** Number of functions. */
  length: number;
  /** Bytes of the hint/name table that are in use. */
  hintNameLength: number;
}

type DirectoryField = 'import_lookup_table_rva' | 'name_rva' | 'import_address_table_rva';

/** Where the loader will put the address of an imported function. */
export interface ImportSlot {
  /** The symbol of the import address table. */
  readonly addressTable: SymbolIndex;
  /** Bytes from its start. */
  readonly offset: number;
}

const encoder = new TextEncoder();

/**
 * The import directory table and, for each DLL, its import lookup table, import address table and
 * hint/name table, all nodes of .idata.
 *
 * PE Format, "The .idata Section". Upstream: `Coff2.ImportTable`, the first half of `flushGlobal`, and
 * the import arms of `flushMoved`.
 */
export class ImportTable {
  readonly #directoryTable: NodeIndex;
  #dlls: Dll[] = [];
  /** Indices of DLLs by name, in order of creation. It stands for upstream's hash table. */
  #byName = new Map<string, number[]>();
  readonly #mf: MappedFile;
  readonly #kinds: NodeKinds;
  readonly #symbols: SymbolTable;
  readonly #headers: Headers;
  readonly #addresses: Addresses;
  readonly #idata: Section;

  constructor(
    mf: MappedFile,
    kinds: NodeKinds,
    symbols: SymbolTable,
    headers: Headers,
    addresses: Addresses,
    idata: Section,
  ) {
    this.#mf = mf;
    this.#kinds = kinds;
    this.#symbols = symbols;
    this.#headers = headers;
    this.#addresses = addresses;
    this.#idata = idata;
    this.#directoryTable = mf.addLastChild(idata.node, { alignment: 4, fixed: true });
    kinds.set(this.#directoryTable, 'import_directory_table');
  }

  /** Imports a function from a DLL, which is named without ".dll". */
  add(libName: string, name: string): ImportSlot {
    const mf = this.#mf;
    const index = this.#find(libName) ?? this.#addDll(libName);
    const dll = this.#at(index);
    const addressSize = this.#headers.addressSize;
    const slot = dll.length;
    dll.length += 1;
    const tableSize = addressSize * (slot + 2);
    const hintNameAt = dll.hintNameLength;
    const nameBytes = encoder.encode(name);
    dll.hintNameLength = alignForward(
      hintNameAt + HINT_SIZE + nameBytes.length + 1,
      HINT_NAME_ALIGNMENT,
    );
    const addressTable = this.#symbols.node(dll.addressTable);
    mf.resize(dll.lookupTable, tableSize);
    mf.resize(addressTable, tableSize);
    mf.resize(dll.hintNameTable, dll.hintNameLength);
    const lookupAt = mf.slice(dll.lookupTable);
    const addressAt = mf.slice(addressTable);
    const hintNameTableAt = mf.slice(dll.hintNameTable);

    const { image } = mf;
    image.fill((hintNameTableAt + hintNameAt) as FileOffset, 0, HINT_SIZE);
    const nameAt = hintNameAt + HINT_SIZE;
    image.write((hintNameTableAt + nameAt) as FileOffset, nameBytes);
    const nameEnd = nameAt + nameBytes.length;
    image.fill(
      (hintNameTableAt + nameEnd) as FileOffset,
      0,
      mf.nodes.size(dll.hintNameTable) - nameEnd,
    );
    const rva = (this.#addresses.rvaOf(dll.hintNameTable) + hintNameAt) as Rva;
    for (const table of [lookupAt, addressAt]) {
      this.#setEntry(table, slot, rva);
      this.#setEntry(table, slot + 1, 0 as Rva);
    }
    return { addressTable: dll.addressTable, offset: addressSize * slot };
  }

  /** Makes these imports those of another linker with the same headers, as they are now. */
  copyFrom(other: ImportTable): void {
    this.#dlls = other.#dlls.map((dll) => ({ ...dll }));
    this.#byName = new Map([...other.#byName].map(([name, indices]) => [name, [...indices]]));
  }

  /** The name of a DLL as the image has it, with ".dll"; for the node dump. */
  dllNameBytes(index: number): Uint8Array {
    const table = this.#mf.sliceConst(this.#at(index).hintNameTable);
    const end = table.indexOf(0);
    return end < 0 ? table : table.subarray(0, end);
  }

  flushLookupTableMoved(index: number): void {
    this.#setDirectory(index, 'import_lookup_table_rva', this.#rvaOf(this.#at(index).lookupTable));
  }

  /** @returns the symbol of the table. The caller must then flush the move of that symbol */
  flushAddressTableMoved(index: number): SymbolIndex {
    const { addressTable } = this.#at(index);
    const rva = this.#rvaOf(this.#symbols.node(addressTable));
    // Quirk address-table-move-rewrites-lookup-rva: upstream stores the RVA of the address table in
    // both fields. The loader then reads the names from the address table, which has the same entries
    // until it is bound. The field is right again if the lookup table moves after this.
    this.#mf.observer?.decided({
      kind: 'quirk',
      quirk: 'address-table-move-rewrites-lookup-rva',
      about: { node: this.#symbols.node(addressTable), to: rva },
    });
    this.#setDirectory(index, 'import_lookup_table_rva', rva);
    this.#setDirectory(index, 'import_address_table_rva', rva);
    return addressTable;
  }

  /** All entries of the lookup and address tables point into this table, so all are written again. */
  flushHintNameTableMoved(index: number): void {
    const mf = this.#mf;
    const dll = this.#at(index);
    const tableRva = this.#rvaOf(dll.hintNameTable);
    this.#setDirectory(index, 'name_rva', tableRva);
    const lookupAt = mf.slice(dll.lookupTable);
    const addressAt = mf.slice(this.#symbols.node(dll.addressTable));
    mf.slice(dll.hintNameTable);
    const bytes = mf.sliceConst(dll.hintNameTable);
    let at = 0;
    for (let slot = 0; slot < dll.length; slot += 1) {
      const end = bytes.indexOf(0, at);
      if (end < 0) {
        throw new LinkError(
          'unsupported',
          `the hint/name table of DLL ${index} lost its names, which the real linker reads back`,
        );
      }
      at = alignForward(end + 1, HINT_NAME_ALIGNMENT);
      const rva = (tableRva + at) as Rva;
      this.#setEntry(lookupAt, slot, rva);
      this.#setEntry(addressAt, slot, rva);
      at += HINT_SIZE;
    }
  }

  #at(index: number): Dll {
    const dll = this.#dlls[index];
    if (dll === undefined) throw new LinkError('misuse', `no DLL has index ${index}`);
    return dll;
  }

  /**
   * Quirk dll-names-read-from-image: a DLL is found by the name in the bytes of its hint/name table.
   * If those bytes were lost, the same DLL is added again.
   * Upstream: `ImportTable.Adapter.eql`.
   */
  #find(libName: string): number | undefined {
    const wanted = encoder.encode(`${libName}.dll\0`);
    const found = this.#byName.get(libName)?.find((index) => {
      const bytes = this.#mf.sliceConst(this.#at(index).hintNameTable);
      return wanted.every((byte, i) => bytes[i] === byte);
    });
    if (this.#mf.observer !== null && found !== undefined) {
      const about = { node: this.#at(found).hintNameTable, name: libName };
      this.#mf.observer.decided({ kind: 'quirk', quirk: 'dll-names-read-from-image', about });
    }
    return found;
  }

  #addDll(libName: string): number {
    const mf = this.#mf;
    const index = this.#dlls.length;
    mf.observer?.decided({ kind: 'dll_added', libName });
    mf.resize(this.#directoryTable, ImportDirectoryEntry.SIZE * (index + 2));
    const nameBytes = encoder.encode(`${libName}.dll`);
    const hintNameLength = alignForward(nameBytes.length + 1, HINT_NAME_ALIGNMENT);

    const { addressSize } = this.#headers;
    const addTable = (): NodeIndex =>
      mf.addLastChild(this.#idata.node, {
        size: addressSize * 2,
        alignment: addressSize,
        moved: true,
      });
    const lookupTable = addTable();
    const addressTableNode = addTable();
    const addressTable = this.#symbols.add();
    this.#symbols.setNode(addressTable, addressTableNode);
    this.#symbols.setSection(addressTable, this.#symbols.section(this.#idata.symbol));
    const hintNameTable = mf.addLastChild(this.#idata.node, {
      size: hintNameLength,
      alignment: HINT_NAME_ALIGNMENT,
      moved: true,
    });
    this.#kinds.set(lookupTable, 'import_lookup_table', index);
    this.#kinds.set(addressTableNode, 'import_address_table', index);
    this.#kinds.set(hintNameTable, 'import_hint_name_table', index);
    this.#dlls.push({ lookupTable, addressTable, hintNameTable, length: 0, hintNameLength });
    const sameName = this.#byName.get(libName);
    if (sameName === undefined) this.#byName.set(libName, [index]);
    else sameName.push(index);

    const nameAt = mf.slice(hintNameTable);
    mf.image.write(nameAt, nameBytes);
    mf.image.fill(
      (nameAt + nameBytes.length) as FileOffset,
      0,
      mf.nodes.size(hintNameTable) - nameBytes.length,
    );

    const entries = new Uint8Array(ImportDirectoryEntry.SIZE * 2);
    ImportDirectoryEntry.write(entries, 0, {
      import_lookup_table_rva: this.#rvaOf(lookupTable),
      time_date_stamp: 0,
      forwarder_chain: 0,
      name_rva: this.#rvaOf(hintNameTable),
      import_address_table_rva: this.#rvaOf(addressTableNode),
    });
    const row = mf.slice(this.#directoryTable) + ImportDirectoryEntry.SIZE * index;
    mf.image.write(row as FileOffset, entries);
    return index;
  }

  #rvaOf(ni: NodeIndex): Rva {
    return this.#addresses.rvaOf(ni);
  }

  #setEntry(table: FileOffset, slot: number, rva: Rva): void {
    const at = (table + slot * this.#headers.addressSize) as FileOffset;
    if (this.#headers.isPe32Plus) this.#mf.image.setUint64(at, rva);
    else this.#mf.image.setUint32(at, rva);
  }

  #setDirectory(index: number, field: DirectoryField, rva: Rva): void {
    const row = ImportDirectoryEntry.SIZE * index + ImportDirectoryEntry.offsetOf(field);
    this.#mf.image.setUint32((this.#mf.slice(this.#directoryTable) + row) as FileOffset, rva);
  }
}
