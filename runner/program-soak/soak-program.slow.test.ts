import { findRunner } from '../system/find-runner';
import { TemporaryFolder } from '../testing/temporary-folder';
import { WINE_PATIENCE } from '../testing/wine-patience';
import type { ProgramSource } from './csmith';
import { flavourNamed } from './flavours';
import { PARTS, soakProgram } from './soak-program';
import { installed } from './toolchain';
import { WorkFolder } from './work-folder';

/** Milliseconds: programs wait for each other. */
const LONG = 300_000;

/** What the programs have in common: a table, pointers into it, and a switch. */
const COMMON = `
static volatile int table[] = {1, 2, 3, 5, 8};
static volatile int *places[] = {&table[1], &table[4]};
static __attribute__((noinline)) int add(int x) {
  switch (x) { case 1: return 7; case 2: return 9; case 3: return 11; case 8: return 30; default: return x; }
}
static int sum(void) {
  int all = 0;
  for (int i = 0; i < 2; i++) all += add(*places[i]);
  return all;
}
`;

const HOSTED = `#include <stdio.h>\n${COMMON}int main(void) { return printf("%d", sum()) == 0; }\n`;

const BARE = `
void ExitProcess(unsigned);
${COMMON}
void wWinMainCRTStartup(void) { ExitProcess(sum()); }
`;

/** Programs of ours, in place of csmith's. */
const OURS: ProgramSource = {
  write: (name, { isBare }, folder) => {
    folder.write(name, isBare ? BARE : HOSTED);
    return Promise.resolve(null);
  },
};

const NEEDED = [
  ...['x86_64-w64-mingw32-gcc', 'i686-w64-mingw32-gcc', 'x86_64-w64-mingw32-ld'],
  ...['clang', 'lld-link', 'ld.lld'],
];

const temporary = TemporaryFolder.forEachTest();
const found = findRunner({ patience: WINE_PATIENCE });
const lacking = [
  ...NEEDED.filter((name) => installed(name) === null),
  ...(found.kind === 'none' ? ['wine'] : []),
];

afterAll(() => found.stop(), LONG);

async function check(): Promise<void> {
  const log = await soakProgram(
    {
      ...{ seed: 1, flavour: flavourNamed('plain'), parts: PARTS },
      ...{ source: OURS, tried: 4, runner: found },
      stop: new AbortController().signal,
    },
    new WorkFolder(temporary.path('work')),
  );
  expect(log.wrong).toEqual([]);
  expect(Object.fromEntries(log.counts)).toMatchObject({
    // Two compilers, five updates, on one host.
    ...{ 'valid: holds': 10, 'runs: holds': 10, 'meaning: holds': 10 },
    ...{ 'same: holds': 10, 'incremental: holds': 10 },
    ...{ 'same, reference and GNU ld: same': 10, 'same, reference and lld-link: same': 10 },
    'same, GNU ld and lld-link: same': 10,
    // Two compilers, two machines, two levels.
    'same, GNU ld and LLD: same': 8,
  });
}

describe('a small program', () => {
  const name = lacking.length === 0 ? 'holds' : `UNSUPPORTED, no ${lacking.join(', ')}`;
  const test = lacking.length === 0 ? it : it.skip;
  test(name, check, LONG);
});
