import { checkMeaning } from './check-meaning';
import { adapted } from '../../linker/named-implementation';
import { LoadedImage } from '../../image/read/loaded-image';
import { HEADER, scriptLines } from '../../testing/script-lines';
import { linkScript, type LinkedProgram } from './testing/script-meaning';

/** What docs/link-script.md and PROTOCOL.md say where linker authors had to guess, as it is judged. */

const FLUSH = { op: 'flush' };

const func = (nav: string, ...content: readonly unknown[]): object => ({
  ...{ op: 'updateFunc', nav, type: 'fn () void', content },
});

const exports = (nav: string, ...names: readonly string[]): object => ({
  ...{ op: 'updateExports', exported: { nav }, names },
});

const linked = (...ops: readonly object[]): LinkedProgram =>
  linkScript(scriptLines(HEADER, ...ops, { op: 'snapshot' }));

const START = [func('main.start', 'c3'), exports('main.start', 'wWinMainCRTStartup')];

const kinds = ({ program, image, symbols }: LinkedProgram): readonly string[] | null =>
  checkMeaning(program, image, symbols)?.map(({ kind }) => kind) ?? null;

/** The image with other bytes in a nav. */
function withBytes(
  program: LinkedProgram,
  nav: string,
  offset: number,
  bytes: Buffer,
): LinkedProgram {
  const symbol = program.symbols.find(({ symbol: one }) => 'nav' in one && one.nav === nav);
  const loaded = LoadedImage.read(program.image);
  if (symbol === undefined || typeof loaded === 'string') throw new Error(`no ${nav}`);
  const section = loaded.sectionAt(symbol.rva, symbol.size);
  if (section === null) throw new Error(`${nav} is in no section`);
  const { pointer_to_raw_data: raw, virtual_address: start } = section.header.value;
  const image = Uint8Array.from(program.image);
  image.set(bytes, raw + symbol.rva - start + offset);
  return { ...program, image };
}

describe('what the documents answer', () => {
  it('updateExports adds names, and does not replace those that a nav has', () => {
    const { program } = linked(...START, exports('main.start', 'also'), FLUSH);
    expect(program.exports.map(({ name }) => name)).toEqual(['wWinMainCRTStartup', 'also']);
  });

  it('of two navs that are exported under one name, the later one has it', () => {
    const both = [
      ...START,
      func('main.f', '90c3'),
      exports('main.start', 'name'),
      exports('main.f', 'name'),
    ];
    const gone = { op: 'deleteExport', nav: 'main.start', name: 'name' };
    for (const ops of [both, [...both, gone]]) {
      expect(linked(...ops, FLUSH).program.exportNamed('name')?.exported).toEqual({
        nav: 'main.f',
      });
    }
  });

  it('an Exe needs no export table', () => {
    const exe = linked(...START, exports('main.start', 'name'), FLUSH);
    const loaded = LoadedImage.read(exe.image);
    expect(typeof loaded === 'string' ? loaded : loaded.image.exports).toBeNull();
    expect(kinds(exe)).toEqual([]);
  });

  it('a reference to a name that nothing exports may hold anything', () => {
    const call = ['e800000000', { reloc: { global: ['nobody', null] }, type: 'REL32' }, 'c3'];
    const exe = linked(...START, func('main.f', ...call), FLUSH);
    expect(kinds(withBytes(exe, 'main.f', 1, Buffer.of(1, 2, 3, 4)))).toEqual([]);
    expect(kinds(withBytes(exe, 'main.f', 0, Buffer.of(0xe9)))).toEqual(['wrong-content']);
  });

  it('a relocation replaces the bytes of its field, and adds nothing to them', () => {
    const call = ['e811223344', { reloc: { nav: 'main.start' }, type: 'REL32' }, 'c3'];
    const exe = linked(...START, func('main.f', ...call), FLUSH);
    expect(kinds(exe)).toEqual([]);
    expect(kinds(withBytes(exe, 'main.f', 1, Buffer.of(0x11, 0x22, 0x33, 0x44)))).toEqual([
      'wrong-reference',
    ]);
  });

  it('a constant is aligned as the strictest reference asks, which may ask for less than defineUav', () => {
    const define = { op: 'defineUav', id: 'c', type: 'T', value: 'c', align: 16, content: ['01'] };
    const to = (align: object): readonly unknown[] => [
      '488d0500000000',
      { reloc: { uav: 'c', ...align }, type: 'REL32' },
    ];
    const alignment = (...references: readonly object[]): number | undefined =>
      linked(define, ...START, func('main.f', ...references.flatMap(to), 'c3'), FLUSH)
        .program.live()
        .find(({ symbol }) => symbol.kind === 'uav')?.alignment;
    expect(alignment({ align: 64 }, { align: 4 })).toBe(64);
    expect(alignment({ align: 4 })).toBe(4);
    expect(alignment({})).toBe(16);
  });

  it('before any flush an image may hold anything', () => {
    const exe = linked(...START);
    expect(exe.program.wasFlushed).toBe(false);
    expect(kinds({ ...exe, image: new Uint8Array() })).toBeNull();
  });

  it('a lazy symbol keeps its content when it is defined anew, until the linker asks again', () => {
    const lazy = (type: string, byte: string): object => ({
      ...{ op: 'defineLazy', kind: 'const_data', type, content: [byte] },
    });
    const use = (type: string): object =>
      func(`main.${type}`, '488d0500000000', {
        reloc: { lazy: ['const_data', type] },
        type: 'REL32',
      });
    const content = (type: string, ...ops: readonly object[]): string | undefined => {
      const first = [lazy(type, '01'), ...START, use(type), FLUSH, lazy(type, '02')];
      const definition = linked(...first, ...ops, FLUSH).program.definition({
        ...{ kind: 'lazy', lazy: 'const_data', type },
      });
      return Buffer.from(definition?.content.bytes ?? []).toString('hex');
    };
    expect(content('anyerror')).toBe('01');
    expect(content('anyerror', { op: 'updateErrorData' })).toBe('02');
    expect(content('main.E', { op: 'updateErrorData' })).toBe('01');
  });

  it('an adapter is judged on linux-tmpfs', () => {
    expect(adapted('a', ['a'], { timeout: 1, maxImage: 1 }).hosts).toEqual(['linux-tmpfs']);
  });
});
