import { scriptLines } from '../../testing/script-lines';
import { importThunk } from './import-thunk';
import { LoadedImage } from '../../image/read/loaded-image';
import { linkScript } from './testing/script-meaning';

/** The slot that the code of a function jumps through; `slot` stands for a nav. */
function slotOf(
  machine: 'AMD64' | 'I386',
  content: readonly unknown[],
  op = 'updateFunc',
): { readonly found: number | null; readonly slot: number | undefined } {
  const { image, symbols } = linkScript(
    scriptLines(
      { linkScript: 1, options: { machine } },
      { op: 'updateNav', nav: 'slot', type: 'usize', align: 8, content: ['0000000000000000'] },
      { op, nav: 'thunk', type: 'T', align: 16, content },
      { op: 'flush' },
      { op: 'snapshot' },
    ),
  );
  const rvaOf = (nav: string): number | undefined =>
    symbols.find(({ symbol }) => 'nav' in symbol && symbol.nav === nav)?.rva;
  const loaded = LoadedImage.read(image);
  if (typeof loaded === 'string') throw new Error(loaded);
  return {
    found: importThunk(loaded, rvaOf('thunk') ?? 0, machine)?.slot ?? null,
    slot: rvaOf('slot'),
  };
}

describe('an import thunk', () => {
  const distance = { reloc: { nav: 'slot' }, type: 'REL32' };
  const address = { reloc: { nav: 'slot' }, type: 'DIR32' };

  it.each([
    ['AMD64', ['ff2500000000', distance]],
    ['AMD64', ['48ff2500000000', distance, '90']],
    ['I386', ['ff2500000000', address]],
  ] as const)('on %s jumps through its slot: %p', (machine, content) => {
    const { found, slot } = slotOf(machine, content);
    expect(found).not.toBeNull();
    expect(found).toBe(slot);
  });

  it.each([
    ['AMD64', ['ff1500000000', distance]],
    ['AMD64', ['e900000000', distance]],
    ['I386', ['48ff2500000000', address]],
    ['AMD64', []],
  ] as const)('on %s is no other code: %p', (machine, content) => {
    expect(slotOf(machine, content).found).toBeNull();
  });

  it('is no data', () => {
    expect(slotOf('AMD64', ['ff2500000000', distance], 'updateNav').found).toBeNull();
  });
});
