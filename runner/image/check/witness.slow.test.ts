import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { coff } from '../../../reference';
import { findProgram } from '../../system/find-program';
import { findRunner } from '../../system/find-runner';
import { WINE_PATIENCE } from '../../testing/wine-patience';
import { TemporaryFolder } from '../../testing/temporary-folder';
import { RULES } from './rules';
import { CORRUPTIONS } from './testing/corruptions';
import type { Corruption, ImageName } from './testing/corruption';
import { ImageEditor } from './image-editor';
import { validImage } from './testing/images';

const folder = TemporaryFolder.forEachTest();

const found = findRunner({ patience: WINE_PATIENCE });
const runner = found.kind === 'none' ? null : found;

/** Milliseconds: Wine makes a prefix at first. */
const LONG = 300_000;

afterAll(async () => {
  await runner?.stop();
}, LONG);

function corrupted({ corrupt }: Corruption, name: ImageName): Uint8Array {
  const editor = new ImageEditor(validImage(name));
  corrupt(editor);
  return editor.bytes;
}

/** `xor eax, eax`, `ret` */
const RETURN_0 = Buffer.from('31c0c3', 'hex');

/** `IMAGE_FILE_DLL` */
const DLL = 0x2000;

/** A DLL as a program that needs no other DLL and returns 0; a program as it is. */
function asProgram(image: Uint8Array, name: ImageName): Uint8Array {
  if (!name.endsWith('.dll')) return image;
  const editor = new ImageEditor(image);
  editor.setHeader('flags', editor.getHeader('flags') & ~DLL);
  editor.setDirectory(coff.DirectoryEntry.IMPORT, 'virtual_address', 0);
  editor.setDirectory(coff.DirectoryEntry.IMPORT, 'size', 0);
  editor.bytes.set(RETURN_0, editor.at(editor.getOptional('address_of_entry_point')));
  return editor.bytes;
}

/** Rules of which a witness is said to refuse what breaks them, and the corruptions that do. */
function rulesOf(witness: string): readonly (readonly [string, readonly Corruption[]])[] {
  return RULES.filter((rule) => rule.witness.startsWith(witness)).map(({ id }) => [
    id,
    CORRUPTIONS.filter(({ rule }) => rule === id),
  ]);
}

const describeIf = (isThere: boolean): typeof describe => (isThere ? describe : describe.skip);

describeIf(runner !== null)('Wine does not run a program as it should that breaks', () => {
  const onProgram = rulesOf('Wine ').map(([id, all]) => {
    const onGolden = all.filter(({ images }) => images.includes('golden'));
    return onGolden.length > 0
      ? ([id, 'golden', onGolden] as const)
      : ([
          id,
          'features.dll',
          all.filter(({ images }) => images.includes('features.dll')),
        ] as const);
  });
  const behaviour = async (image: Uint8Array): Promise<unknown> => {
    const { stdout, exitCode } = await (runner as NonNullable<typeof runner>).run(image);
    return { stdout, exitCode };
  };

  it.each(onProgram)(
    '%s',
    async (_, name, corruptions) => {
      const right = await behaviour(asProgram(validImage(name), name));
      const wrong = await Promise.all(
        corruptions.map((one) => behaviour(asProgram(corrupted(one, name), name))),
      );
      expect(right).toMatchObject({ exitCode: 0 });
      expect(wrong.filter((one) => JSON.stringify(one) !== JSON.stringify(right))).not.toEqual([]);
    },
    LONG,
  );
});

describe.each([
  ['llvm-readobj', ['--all']],
  ['GNU objdump', ['-x']],
] as const)('%s', (witness, options) => {
  const names = { 'llvm-readobj': 'llvm-readobj', 'GNU objdump': 'x86_64-w64-mingw32-objdump' };
  const program = findProgram(names[witness], process.env.PATH ?? '');

  /** Whether it ends with an error, or complains. */
  function complains(image: Uint8Array): boolean {
    const file = folder.write('image.exe', image);
    try {
      execFileSync(path.resolve(program ?? ''), [...options, file], { stdio: 'pipe' });
      return false;
    } catch {
      return true;
    }
  }

  describeIf(program !== null)('complains about an image that breaks', () => {
    it.each(rulesOf(witness))(
      '%s',
      (_, corruptions) => {
        const images = corruptions.flatMap((one) => one.images.map((name) => corrupted(one, name)));
        expect(images.some(complains)).toBe(true);
        expect(complains(validImage('golden'))).toBe(false);
      },
      LONG,
    );
  });
});
