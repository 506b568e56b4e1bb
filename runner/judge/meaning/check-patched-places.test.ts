import { LoadedImage } from '../../image/read/loaded-image';
import { patchedPlaces } from '../../image/read/base-relocations';
import { checkPatchedPlaces } from './check-patched-places';
import { checkPlacement } from './check-placement';
import { MisfitList } from './misfit-list';
import { GoodImage, MAIN_FIELDS } from './testing/good-image';

const UNEXPECTED = 'unexpected-base-relocation';
/** The first RVA in the tables of `relocations`: the page of its block. */
const RVA_FIELD = 0;

/** The kinds of misfits if the loader patches one place of a nav. */
function kindsFor(nav: string, offset: number, width: number): readonly string[] {
  const good = new GoodImage();
  const loaded = LoadedImage.read(good.editor.bytes);
  if (typeof loaded === 'string') throw new Error(loaded);
  const list = new MisfitList();
  const placed = checkPlacement(good.program, loaded, good.symbols, list);
  const places = [{ rva: good.rva(nav) + offset, width }];
  checkPatchedPlaces('AMD64', placed.values(), places, list);
  return list.misfits.map(({ kind }) => kind);
}

it.each([
  ['an address of 8 bytes', 'data', 8, 8, []],
  ['a distance', 'main', MAIN_FIELDS.callee, 4, [UNEXPECTED]],
  ['an RVA', 'relocations', RVA_FIELD, 4, [UNEXPECTED]],
  ['half of an address', 'data', 0, 4, [UNEXPECTED]],
  ['the middle of an address', 'data', 4, 4, [UNEXPECTED]],
  ['plain bytes', 'main', 0, 4, [UNEXPECTED]],
  ['what is right before it', 'main', -4, 4, []],
  ['what ends in its first byte', 'main', -3, 4, [UNEXPECTED]],
] as const)('judges a base relocation on %s', (_what, nav, offset, width, kinds) => {
  expect(kindsFor(nav, offset, width)).toEqual(kinds);
});

it('takes padding for no place that is patched', () => {
  const good = new GoodImage();
  good.editor.set(good.at('relocations', 10), 2, 0);
  const loaded = LoadedImage.read(good.editor.bytes);
  if (typeof loaded === 'string') throw new Error(loaded);
  const tables = loaded.image.baseRelocations;
  expect(tables && patchedPlaces(tables)).toEqual([{ rva: good.rva('data'), width: 8 }]);
});
