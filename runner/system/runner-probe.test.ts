import { checkImage } from '../image/check/check-image';
import type { ProgramRun, ProgramRunner } from './program-runner';
import {
  KNOWN_EXIT_CODE,
  KNOWN_OUTPUT,
  knownGoodDll,
  knownGoodImage,
  type ImageKind,
} from './known-good-image';
import { kindOf, ProvenRunner } from './runner-probe';
import { RunnerUnable } from './runner-unable';

const GOOD: ProgramRun = {
  ...{ stdout: KNOWN_OUTPUT, stderr: '', exitCode: KNOWN_EXIT_CODE, timedOut: false },
};

const silent: ProgramRun = { ...GOOD, stdout: '', exitCode: 0 };

/** Renews what images run in, once. */
function renewOnce(): () => Promise<boolean> {
  let times = 0;
  return () => Promise.resolve((times += 1) === 1);
}

const CONSOLE_64: ImageKind = { machine: 'AMD64', subsystem: 3 };
const CONSOLE_32: ImageKind = { machine: 'I386', subsystem: 3 };

const imageOf = (kind: ImageKind): Uint8Array => knownGoodImage(kind) ?? Buffer.alloc(0);

/** A host that runs images of each machine so, and remembers what it ran. */
function host(
  runs: Partial<Record<ImageKind['machine'], readonly ProgramRun[]>>,
): ProgramRunner & { readonly ran: readonly string[] } {
  const ran: string[] = [];
  return {
    ran,
    kind: 'wine',
    machines: ['AMD64', 'I386'],
    start: () => Promise.resolve(),
    run: (image) => {
      const { machine } = kindOf(image);
      const before = ran.filter((one) => one === machine).length;
      ran.push(machine);
      const given = runs[machine] ?? [];
      return Promise.resolve(given[Math.min(before, given.length - 1)] as ProgramRun);
    },
    stop: () => Promise.resolve(),
  };
}

describe('a runner that is proved', () => {
  it('runs an image after a known one, once for all of its kind', async () => {
    const own: ProgramRun = { ...GOOD, stdout: 'own' };
    const wine = host({ AMD64: [GOOD, own] });
    const runner = new ProvenRunner(wine);
    expect(await runner.run(imageOf(CONSOLE_64))).toEqual(own);
    expect(await runner.run(imageOf(CONSOLE_64))).toEqual(own);
    expect(wine.ran).toHaveLength(3);
  });

  it('runs no image of a machine whose known one does not run, and says what to do', async () => {
    const runner = new ProvenRunner(host({ AMD64: [GOOD], I386: [silent] }));
    await expect(runner.run(imageOf(CONSOLE_32))).rejects.toThrow(RunnerUnable);
    await expect(runner.run(imageOf(CONSOLE_32))).rejects.toThrow(
      /^an I386 image that is known to be good does not run here: it exits with 0, prints "";? ?.*wine32:i386\)$/,
    );
    expect(await runner.run(imageOf(CONSOLE_64))).toEqual(GOOD);
  });

  it.each([
    ['exits with another code', { exitCode: 53 }, 'it exits with 53'],
    ['prints something else', { stdout: 'x' }, 'prints "x"'],
    ['is ended', { exitCode: null }, 'it is ended by a signal'],
    ['does not end', { exitCode: null, timedOut: true }, 'it does not end'],
    ['says why', { exitCode: 1, stderr: 'no space\nmore' }, 'standard error says "no space"'],
  ])('reports what the known image does wrong: it %s', async (_what, change, reason) => {
    const runner = new ProvenRunner(host({ AMD64: [{ ...GOOD, ...change }] }));
    expect(await runner.prove(CONSOLE_64)).toContain(reason);
  });

  it('believes the second try: a loaded machine may fail the first', async () => {
    const runner = new ProvenRunner(host({ AMD64: [{ ...GOOD, exitCode: 1 }, GOOD] }));
    expect(await runner.prove(CONSOLE_64)).toBeNull();
  });

  it('is renewed where the known image fails, and believed if it runs then', async () => {
    const wine = host({ AMD64: [silent, silent, GOOD] });
    const renewed: string[] = [];
    const renew = (machine: string): Promise<boolean> =>
      Promise.resolve(renewed.push(machine) === 1);
    expect(await new ProvenRunner({ ...wine, renew }).prove(CONSOLE_64)).toBeNull();
    expect(renewed).toEqual(['AMD64']);
  });

  it('runs nothing, for the reason, where the known image fails after that as well', async () => {
    const renew = (): Promise<boolean> => Promise.reject(new RunnerUnable('no room'));
    const runner = new ProvenRunner({ ...host({ AMD64: [silent] }), renew });
    expect(await runner.prove(CONSOLE_64)).toBe('no room');
    const again = new ProvenRunner({ ...host({ AMD64: [silent] }), renew: renewOnce() });
    expect(await again.prove(CONSOLE_64)).toContain('it exits with 0, prints ""');
  });

  it('has nothing to prove ARM64 by, and says so', async () => {
    const runner = new ProvenRunner(host({ ARM64: [GOOD] }));
    expect(await runner.prove({ machine: 'ARM64', subsystem: 3 })).toBe(
      'there is no image known to be good for ARM64',
    );
  });
});

describe('the kind of an image', () => {
  it.each<ImageKind>([
    CONSOLE_64,
    CONSOLE_32,
    { machine: 'AMD64', subsystem: 2 },
    { machine: 'I386', subsystem: 2 },
  ])('is read from its headers: %j', (kind) => {
    expect(kindOf(imageOf(kind))).toEqual(kind);
  });

  it.each([[''], ['MZ'], ['MZ'.padEnd(0x40, '\xff')]])('is that of the host for %j', (text) => {
    expect(kindOf(Buffer.from(text, 'latin1'))).toEqual(CONSOLE_64);
  });
});

describe('a runner of programs that load DLLs', () => {
  const OWN = imageOf(CONSOLE_64);
  const BESIDE = [{ name: 'own.dll', bytes: OWN }];

  /** A host that runs every program well, but for those with something beside them, and counts these. */
  function withDlls(run: ProgramRun): ProgramRunner & { readonly beside: readonly string[][] } {
    const beside: string[][] = [];
    return {
      ...host({ AMD64: [GOOD] }),
      beside,
      run: (_image, files = []) => {
        if (files.length === 0) return Promise.resolve(GOOD);
        beside.push(files.map((one) => (typeof one === 'string' ? one : one.name)));
        return Promise.resolve(run);
      },
    };
  }

  it('is proved by a program with a DLL, once, and only where something lies beside an image', async () => {
    const wine = withDlls(GOOD);
    const runner = new ProvenRunner(wine);
    await runner.run(OWN);
    expect(wine.beside).toEqual([]);
    await runner.run(OWN, BESIDE);
    await runner.run(OWN, BESIDE);
    expect(wine.beside).toEqual([['known_good.dll'], ['own.dll'], ['own.dll']]);
  });

  it('runs none where the known ones do not run, and says so', async () => {
    const wine = withDlls({ ...GOOD, exitCode: 53 });
    const runner = new ProvenRunner(wine);
    await expect(runner.run(OWN, BESIDE)).rejects.toThrow(
      /^an AMD64 image that loads a DLL, both known to be good, does not run here: it exits with 53/,
    );
    expect(wine.beside).toEqual([['known_good.dll'], ['known_good.dll']]);
    expect(await runner.run(OWN)).toEqual(GOOD);
  });
});

describe('images that are known to be good', () => {
  const ALL = [CONSOLE_64, CONSOLE_32].flatMap((kind) => [
    [`${kind.machine}, a program`, knownGoodImage(kind)] as const,
    [`${kind.machine}, a program that loads a DLL`, knownGoodImage(kind, true)] as const,
    [`${kind.machine}, a DLL`, knownGoodDll(kind)] as const,
  ]);

  it.each(ALL)('are unusual in that all of one is a section: %s', (_what, image) => {
    const rules = checkImage(image ?? Buffer.alloc(0)).map(({ rule }) => rule);
    expect(rules).toEqual(['section-code-not-writable']);
  });
});
