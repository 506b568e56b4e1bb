import type { SymbolAddress } from '../../image/linked-image';
import { fc, runs } from '../../../reference/testing/properties';
import { coff } from '../../../reference';
import { HEADER, scriptLines } from '../../testing/script-lines';
import { checkMeaning } from './check-meaning';
import { MISFIT_KINDS, type Misfit } from './misfit';
import { BREAKS } from './testing/breaks';
import { GoodImage, MAIN_FIELDS } from './testing/good-image';
import { linkScript } from './testing/script-meaning';

function judge({ program, editor, symbols }: GoodImage): readonly Misfit[] | null {
  return checkMeaning(program, editor.bytes, symbols);
}

describe('an image', () => {
  it('has no misfits if it is the program', () => {
    expect(judge(new GoodImage())).toEqual([]);
  });

  it('may refer to the slot of an import where nothing is called', () => {
    const good = new GoodImage();
    const slot = good.getImport(1, 'import_address_table_rva');
    good.aim(MAIN_FIELDS.messageBoxAddress, slot);
    expect(judge(good)).toEqual([]);
  });

  it('that cannot be moved needs no base relocations', () => {
    const good = new GoodImage();
    good.editor.setDirectory(coff.DirectoryEntry.BASERELOC, 'size', 0);
    good.editor.setHeader('flags', good.editor.getHeader('flags') | 1);
    expect(judge(good)).toEqual([]);
  });

  it.each(BREAKS)('with $what is reported', ({ kinds, how }) => {
    const good = new GoodImage();
    how(good);
    expect(judge(good)?.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('is broken above in every kind that there is', () => {
    const seen = new Set(BREAKS.flatMap(({ kinds }) => kinds));
    expect([...seen].sort()).toEqual(Object.keys(MISFIT_KINDS).sort());
  });

  it('has misfits that say in a line what is where', () => {
    const good = new GoodImage();
    good.aim(MAIN_FIELDS.callee, 0x1234);
    const [misfit] = judge(good) ?? [];
    const rva = good.rva('callee').toString(16);
    expect(misfit).toMatchObject({ symbol: 'nav main', offset: MAIN_FIELDS.callee });
    expect(misfit?.text).toMatch(
      new RegExp(
        `^wrong-reference: nav main\\+0xb: REL32 0x[0-9a-f]+, which leads to 0x1234; ` +
          `expected 0x[0-9a-f]+, to nav callee at 0x${rva}$`,
      ),
    );
  });
});

describe('a program', () => {
  const call = {
    op: 'updateFunc',
    nav: 'f',
    type: 'fn () void',
    content: ['e800000000', { reloc: { nav: 'later' }, type: 'REL32' }],
  };
  const judgeLines = (...lines: readonly object[]): readonly Misfit[] | null => {
    const { program, image, symbols } = linkScript(scriptLines(HEADER, ...lines));
    return checkMeaning(program, image, symbols);
  };

  it('that is not flushed is not judged', () => {
    expect(judgeLines(call, { op: 'snapshot' })).toBeNull();
    expect(judgeLines(call, { op: 'flush' }, call, { op: 'snapshot' })).toBeNull();
  });

  it('may refer to what is not there yet', () => {
    expect(judgeLines(call, { op: 'flush' }, { op: 'snapshot' })).toEqual([]);
  });

  const defined = (nav: string): object => ({ ...call, nav, content: ['c3'] });
  const judgeCode = (...content: readonly (object | string)[]): readonly Misfit[] | null =>
    judgeLines(defined('g'), { ...call, content }, { op: 'flush' }, { op: 'snapshot' });

  it('may have fields that lie on one another', () => {
    const fields = [
      { reloc: { nav: 'f' }, type: 'REL32', offset: 1 },
      { reloc: { nav: 'g' }, type: 'REL32', offset: 2 },
    ];
    expect(judgeCode('e80000000000', ...fields)).toEqual([]);
  });
});

describe('whatever is judged', () => {
  const good = new GoodImage();
  const symbol: fc.Arbitrary<SymbolAddress> = fc.record({
    symbol: fc.constantFrom(...good.symbols.map((one) => one.symbol)),
    rva: fc.oneof(fc.nat(0xffff_ffff), fc.constantFrom(...good.symbols.map(({ rva }) => rva))),
    size: fc.nat(0xffff_ffff),
  });

  it('is judged: any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        const misfits = checkMeaning(good.program, bytes, good.symbols);
        expect(misfits?.map(({ kind }) => kind)).toEqual(['unreadable-image']);
      }),
    );
  });

  it('is judged: any map', () => {
    fc.assert(
      fc.property(fc.array(symbol), (symbols) => {
        expect(checkMeaning(good.program, good.editor.bytes, symbols)).not.toEqual([]);
      }),
    );
  });

  it('is judged: wrong bytes and cuts of an image', () => {
    const { bytes } = good.editor;
    const change = fc.tuple(
      fc.oneof(fc.nat(0x3ff), fc.nat(bytes.length - 1)),
      fc.constantFrom(0, 1, 0x7f, 0x80, 0xff),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), fc.nat(bytes.length), (changes, cut) => {
        const broken = bytes.slice(0, bytes.length - cut);
        for (const [offset, byte] of changes) if (offset < broken.length) broken[offset] = byte;
        expect(checkMeaning(good.program, broken, good.symbols)).toBeInstanceOf(Array);
      }),
      { numRuns: runs(300) },
    );
  });
});
