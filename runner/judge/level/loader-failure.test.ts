import * as fs from 'node:fs';
import * as path from 'node:path';
import { loadCase, caseFolder } from '../../case/case-store';
import { snapshotPrograms } from '../../case/program/snapshot-programs';
import { goldenFolder } from '../../golden/golden-files';
import type { NotFound } from '../../system/loader-messages';
import type { Judgement } from '../result/case-result';
import { explainRun } from './explain-run';
import { loaderFailure } from './loader-failure';
import type { Runner } from './runs';

const FILE = path.join(caseFolder(), 'hello.incr');
const IMAGE = fs.readFileSync(path.join(goldenFolder(), 'hello', '01-initial-version.exe'));

const script = loadCase(FILE).case.script.map(({ json }) => json);
const [program] = snapshotPrograms(script, FILE);
if (program === undefined) throw new Error('the case has no update');

/** The image of a linker that misspells a name: the same, with one letter changed. */
function misspelled(name: string, other: string): Uint8Array {
  const image = Buffer.from(IMAGE);
  image.write(other, image.indexOf(name), 'latin1');
  return image;
}

describe('an exit code that says that the loader did not find something', () => {
  it.each([
    [0xc000_0135, 'a DLL'],
    [0x35, 'a DLL'],
    [0xc000_0139, 'a function of a DLL'],
    [0x39, 'a function of a DLL'],
  ])('%d: guesses what the linker alone names', (exitCode, what) => {
    expect(loaderFailure(program, misspelled('WriteFile', 'WritePile'), exitCode, [])).toEqual([
      `the exit code suggests that the loader did not find ${what}, but not which; a guess: ` +
        'import kernel32.dll!WritePile, which the linker names and the case does not',
    ]);
  });

  it('says that the case named it all, where it did', () => {
    expect(loaderFailure(program, IMAGE, 0x35, [])[0]).toMatch(
      /find a DLL, but not which; the case names all that the image imports: .*kernel32\.dll!WriteFile/,
    );
  });

  it('says so of an image that cannot be read', () => {
    expect(loaderFailure(program, Buffer.from('x'), 0x35, [])).toEqual([
      'the exit code suggests that the loader did not find a DLL, but not which; ' +
        'the imports of the image cannot be read',
    ]);
  });

  it.each([[0], [5], [null]])('is no other one: %j', (exitCode) => {
    expect(loaderFailure(program, IMAGE, exitCode, [])).toEqual([]);
  });
});

describe('a DLL that cannot be moved', () => {
  /** The image, which RELOCS_STRIPPED says is never moved, at an address. */
  const at = (imageBase: bigint, isMovable = false): Uint8Array => {
    const image = Buffer.from(IMAGE);
    const signature = image.readUInt32LE(0x3c);
    const characteristics = image.readUInt16LE(signature + 22);
    image.writeUInt16LE(isMovable ? characteristics & ~1 : characteristics | 1, signature + 22);
    image.writeBigUInt64LE(imageBase, signature + 48);
    return image;
  };
  const told = (main: Uint8Array, ...dlls: readonly Uint8Array[]): string => {
    const beside = dlls.map((bytes, i) => ({ name: `${i}.dll`, bytes }));
    return loaderFailure(program, main, 0x35, [], beside).join();
  };
  const HERE = 0x1_4000_0000n;

  it.each([
    ['the program', [at(HERE)], '0.dll', 'main.exe'],
    ['the end of the program', [at(HERE + 0x1000n)], '0.dll', 'main.exe'],
    ['another DLL', [at(HERE * 2n), at(HERE * 2n)], '1.dll', '0.dll'],
  ])('is not found where %s lies: it is named', (_what, dlls, dll, other) => {
    const found = told(at(HERE), ...dlls);
    expect(found).toMatch(
      /^the exit code suggests that the loader did not find a DLL, but not which; a guess: /,
    );
    expect(found).toContain(
      `${dll} has RELOCS_STRIPPED, so that it cannot be moved, and lies at 0x`,
    );
    expect(found).toContain(`where ${other} does`);
  });

  it.each([
    ['it can be moved', at(HERE, true)],
    ['its place is free', at(HERE * 2n)],
    ['it is none', Buffer.from('x')],
  ])('is not the reason where %s', (_why, dll) => {
    expect(told(at(HERE), dll)).not.toContain('RELOCS_STRIPPED');
  });
});

describe('what the loader says that it did not find', () => {
  it.each<[NotFound, string]>([
    [
      { kind: 'dll', dll: 'kermel32.dll', neededBy: 'main.exe' },
      'the loader did not find kermel32.dll, which main.exe needs: the linker names it, the case does not',
    ],
    [
      { kind: 'dll', dll: 'KERNEL32.dll', neededBy: 'main.exe' },
      'the loader did not find KERNEL32.dll, which main.exe needs: the case names it',
    ],
    [
      { kind: 'dll', dll: 'gone.dll', neededBy: 'own.dll' },
      'the loader did not find gone.dll, which own.dll needs: see the case of that DLL',
    ],
    [
      { kind: 'function', dllAndName: 'kernel32.dll.WritePile' },
      'the loader did not find the function kernel32.dll.WritePile: the linker names it, the case does not',
    ],
    [
      { kind: 'function', dllAndName: 'KERNEL32.dll.WriteFile' },
      'the loader did not find the function KERNEL32.dll.WriteFile: the case names it',
    ],
  ])('is told with who named it: %j', (notFound, told) => {
    expect(loaderFailure(program, IMAGE, 0x35, [notFound])).toEqual([told]);
  });
});

describe('a failed run', () => {
  const failed = (exitCode: number, details: readonly string[]): Judgement => ({
    ...{ level: 'runs', variant: 'windows', verdict: 'fail', reason: 'exits with 53', details },
    run: { expected: { stdout: '', exitCode: 0 }, got: { stdout: '', exitCode } },
  });

  /** Says this where it is asked, and counts how often. */
  function speaking(...notFound: readonly NotFound[]) {
    const ask = jest.fn(() => Promise.resolve(notFound));
    const runner: Runner = { run: () => Promise.reject(new Error('not run')), notFound: ask };
    return { ask, runner };
  }

  const told = async (judgement: Judgement, runner: Runner) =>
    (await explainRun(judgement, program, IMAGE, runner, []))?.details;

  it('is run again where only its exit code tells that something was not found', async () => {
    const { ask, runner } = speaking({ kind: 'dll', dll: 'a.dll', neededBy: 'main.exe' });
    expect(await told(failed(53, ['said']), runner)).toEqual([
      'said',
      'the loader did not find a.dll, which main.exe needs: the linker names it, the case does not',
    ]);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it('is not run again where it said the name, or failed otherwise', async () => {
    const { ask, runner } = speaking();
    const line = 'wine: Call from 017002D3F8 to unimplemented function a.dll.f, aborting';
    expect(await told(failed(1, [line]), runner)).toEqual([
      line,
      'the loader did not find the function a.dll.f: the linker names it, the case does not',
    ]);
    expect(await told(failed(3, []), runner)).toEqual([]);
    expect(ask).not.toHaveBeenCalled();
  });

  it('is explained by a guess where the loader says nothing', async () => {
    const [line] =
      (await told(failed(53, []), { run: () => Promise.reject(new Error('not run')) })) ?? [];
    expect(line).toMatch(
      /^the exit code suggests that the loader did not find a DLL, but not which/,
    );
  });
});
