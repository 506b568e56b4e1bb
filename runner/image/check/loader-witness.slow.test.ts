import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { findProgram } from '../../system/find-program';
import { findRunner } from '../../system/find-runner';
import { packageRoot } from '../../system/package-root';
import { WINE_PATIENCE } from '../../testing/wine-patience';
import { TemporaryFolder } from '../../testing/temporary-folder';
import { ImageEditor } from './image-editor';
import { RULES } from './rules';
import { CORRUPTIONS } from './testing/corruptions';
import { validImage } from './testing/images';

/** Milliseconds: Wine makes a prefix at first. */
const LONG = 300_000;

const folder = TemporaryFolder.forEachTest();
const found = findRunner({ patience: WINE_PATIENCE });
const runner = found.kind === 'none' ? null : found;
const compiler = findProgram('x86_64-w64-mingw32-gcc', process.env.PATH ?? '');

afterAll(async () => {
  await runner?.stop();
}, LONG);

/** What a program prints that loads a DLL and looks up its exports. */
async function loaded(dll: Uint8Array, isMoved: boolean): Promise<string> {
  const source = path.join(packageRoot(), 'runner', 'image', 'check', 'testing', 'load-dll.c');
  const program = folder.path(`load-${Number(isMoved)}.exe`);
  if (!fs.existsSync(program)) {
    execFileSync(compiler ?? '', [`-DMOVED=${Number(isMoved)}`, '-O1', '-o', program, source]);
  }
  if (runner === null) throw new Error('Wine is not installed');
  const { stdout } = await runner.run(fs.readFileSync(program), [
    { name: 'subject.dll', bytes: dll },
  ]);
  return stdout;
}

/** The rules of which a function of Wine is said to be the witness, and DLLs that break them. */
function brokenDlls(witness: string): readonly (readonly [string, readonly Uint8Array[]])[] {
  return RULES.filter((rule) => rule.witness.startsWith(witness)).map(({ id }) => [
    id,
    CORRUPTIONS.filter(({ rule, images }) => rule === id && images.includes('features.dll')).map(
      ({ corrupt }) => {
        const editor = new ImageEditor(validImage('features.dll'));
        corrupt(editor);
        return editor.bytes;
      },
    ),
  ]);
}

const describeIf = runner === null || compiler === null ? describe.skip : describe;

describeIf('Wine does not load a DLL as it should that breaks', () => {
  it.each([
    ...brokenDlls('GetProcAddress of Wine').map((row) => [...row, false] as const),
    ...brokenDlls('LoadLibrary of Wine').map((row) => [...row, true] as const),
  ])(
    '%s',
    async (_rule, dlls, isMoved) => {
      const right = await loaded(validImage('features.dll'), isMoved);
      expect(right).toContain(`loaded 1, at its base ${Number(!isMoved)}`);
      expect(right).toContain('function_a: subject.dll+0x1010');
      const wrong: string[] = [];
      for (const dll of dlls) wrong.push(await loaded(dll, isMoved));
      expect(wrong.filter((output) => output !== right)).not.toEqual([]);
    },
    LONG,
  );
});
