import { Coff, Symbol, Symtab, type Strtab } from '.';
import { slowTest } from '../testing/slow-test';
import { helloImage, imageWithPdb, loaded } from './testing/image-file';
import { objectFile } from './testing/object-file';
import { fc, lengthsUpTo, runs } from '../testing/properties';
import { thrownBy } from './testing/thrown';

/** What a reader gives, or null for a CoffError that says where; any other error fails the test. */
function attempt<T>(read: () => T): T | null {
  let result: T | null = null;
  const error = thrownBy(() => {
    result = read();
  });
  if (error !== null && !(error.offset >= 0 && error.field !== '' && error.expected !== '')) {
    throw new TypeError('an error without a place', { cause: error });
  }
  return result;
}

/** All readers, on whatever they give. */
function readAll(data: Uint8Array, isLoaded: boolean): void {
  const coff = attempt(() => Coff.init(data, isLoaded));
  if (coff === null) return;
  attempt(() => coff.getPdbPath());
  attempt(() => coff.getOptionalHeader());
  attempt(() => coff.getOptionalHeader32());
  attempt(() => coff.getOptionalHeader64());
  attempt(() => coff.getImageBase());
  attempt(() => coff.getNumberOfDataDirectories());
  attempt(() => coff.getDataDirectories());
  attempt(() => coff.strtabRequired());
  attempt(() => coff.getSectionByName('.debug$abbreviations'));
  for (const header of attempt(() => coff.getSectionHeadersAlloc()) ?? []) {
    attempt(() => coff.getSectionName(header));
    attempt(() => coff.getSectionData(header));
    attempt(() => coff.getSectionDataAlloc(header));
  }
  const symtab = attempt(() => coff.getSymtab());
  if (symtab)
    readSymbols(
      symtab,
      attempt(() => coff.getStrtab()),
    );
}

const TAGS = [0, 1, 2, 3, 4, 5].map((tag) => Symtab.Tag.fromInt(tag));

function readSymbols(symtab: Symtab, strtab: Strtab | null): void {
  const count = attempt(() => symtab.len()) ?? 0;
  for (const tag of TAGS) {
    attempt(() => symtab.at(0, tag));
    attempt(() => symtab.at(count, tag));
  }
  const symbols = attempt(() => symtab.slice(0, null));
  for (let symbol = symbols?.next(); symbol; symbol = symbols?.next()) {
    const offset = Symbol.getNameOffset(symbol);
    if (offset !== null) attempt(() => strtab?.get(offset));
  }
}

const files = {
  "an image of upstream's linker": helloImage(),
  'an image with a PDB': imageWithPdb('PE32'),
  'an image with a PDB, loaded': loaded(imageWithPdb()),
  'an object': objectFile(),
};

describe.each(Object.entries(files))('%s', (name, file) => {
  const isLoaded = name.endsWith('loaded');
  /** Behind the headers of the big image there is nothing that a reader looks into. */
  const interesting = Math.min(file.length, 2048);

  test('cut short anywhere', () => {
    expect(() => {
      for (const length of lengthsUpTo(interesting + 1, 512))
        readAll(file.slice(0, length), isLoaded);
    }).not.toThrow();
  });

  test('with bytes changed', () => {
    const change = fc.tuple(fc.nat(interesting - 1), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff));
    const changes = fc.array(change, { minLength: 1, maxLength: 8 });
    const property = fc.property(changes, fc.boolean(), (list, as) => {
      const changed = file.slice();
      for (const [offset, value] of list) changed[offset] = value;
      readAll(changed, as);
    });
    fc.assert(property, { numRuns: runs(200) });
  });
});

test('any bytes at all', () => {
  const property = fc.property(fc.uint8Array({ maxLength: 512 }), fc.boolean(), readAll);
  fc.assert(property, { numRuns: runs(500) });
});

/** Milliseconds of a search among sections that all name one string of so many bytes. */
function searchTime(bytes: number): number {
  const sections = 0x3fff;
  const table = 20 + sections * 40;
  const data = new Uint8Array(table + 4 + bytes).fill(0x61, table + 4);
  const view = new DataView(data.buffer);
  view.setUint16(2, sections, true);
  view.setUint32(8, table, true);
  view.setUint32(table, data.length - table, true);
  for (let i = 0; i < sections; i += 1) data.set([0x2f, 0x34], 20 + i * 40);
  const started = performance.now();
  expect(Coff.init(data, false).getSectionByName('b')).toBeNull();
  return performance.now() - started;
}

slowTest('many sections that all name one string do not make a search slow by its size', () => {
  // Where each section's name is read whole, it takes hundreds of times as long.
  expect(searchTime(4_000_000)).toBeLessThan(20 * searchTime(1000));
});
