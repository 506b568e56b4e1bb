import type { BenchResult } from './bench-result';
import { PAUSE, type Measurement } from './measure';
import { GROWTH } from './start-program';
import {
  importFigures,
  diffFigures,
  peerFigures,
  programFigures,
  replayFigures,
  sameFigures,
  soakText,
  type Figures,
} from './tables';

/**
 * docs/speed.md, with the figures of a result.
 * @param plot path of the plot, from the page
 */
export function speedPage(
  { machine, programs = [], runs = 1, peers, same, imports, diff, soak, replay }: BenchResult,
  plot: string,
): string {
  return `# Speed

    npm run bench                                            # everything but the peers
    npm run bench -- --sizes 100000 --hosts linux-tmpfs
    npm run bench -- --runs 3                                # medians of three runs of each program
    npm run bench -- --peers                                 # beside lld-link and GNU ld
    npm run bench --silent -- --json > bench.json            # the figures, for a machine
    npm run bench --silent -- --counts > counts.json         # the work that is done, no times
    npm run bench -- --same                                  # comparing images, nothing else
    npm run bench -- --import                                # importing objects, nothing else
    npm run bench -- --diff                                  # coff2 diff of large images, nothing else
    npm run bench -- --replay                                # a large script, beside a naive program
    npm run bench -- --against runner/bench/counts.json      # is it more than it was?
    npm run speed-page                                       # writes this page, peers included

\`npm run bench\` measures the reference linker with programs of many functions. Each update changes one
function and is flushed. Each run is a process of its own. Times differ between machines, and on one
machine by what else runs: compare figures of one page.

This page was written on ${machine.date}, on a machine with ${machine.cores} cores, by Node.js ${machine.node}. When
it was done, ${machine.load.toFixed(1)} processes wanted these cores on average over a quarter of an hour; with more than there are, all
times are longer than they need be.

## Programs

${runsText(programs, runs)}

${markdown(programFigures(programs))}

| column                  | meaning                                                                    |
| ----------------------- | -------------------------------------------------------------------------- |
| \`functions\`             | functions of the program; it has half as many data declarations            |
| \`cold ms\`               | from nothing to the first flushed image, without parsing                   |
| \`update µs\`, \`worst ms\` | median and worst of 1,000 updates that keep the size of the function       |
| \`+150 µs\`, \`worst ms\`   | median and worst of 1,000 updates that add 150 bytes to the function       |
| \`later µs\`              | the first again, after 20,000 others: V8 has compiled what an update runs  |
| \`slide ms\`              | the update with which .data outgrows its memory, and all code slides       |
| \`image MiB\`, \`peak MiB\` | size of the image, and peak memory of the process, before the slide        |

![What one update costs, by the number of functions](${plot})

Cold, what counts is a look-up and a few tables for each name, and the relocations. An update does the same
work however large the program is; it gets dearer because what it reads lies in no cache. Between the first link and
the first update, ${PAUSE} ms pass, for nobody edits a source sooner: V8 ends in them a garbage collection that the link
began, for which one of the first updates would wait up to 10 ms. The worst update is
one that makes the image or a section outgrow its place, or one for which the engine compiles or collects
garbage. Where the machine has other work, it may be one that had to wait for a core. A slide applies every
relocation of the program again, because all code has another address.

${section(
  'Beside other linkers',
  peers,
  (
    found,
  ) => `The same program, linked by other linkers from objects in which each function and each data declaration is
a COMDAT section; the median of five links, as whole processes. A relink follows a change of one function,
and links everything again. The factors compare with the reference on linux-tmpfs, in this run: its cold link,
and its update of a function that grows. The reference keeps the program in memory between updates and writes
no file here; the others read objects and write an image.

${markdown(peerFigures(found, programs))}`,
)}${section(
    'Comparing images',
    same,
    (
      found,
    ) => `\`coff2 same\` of two images of one program, which the reference links for two hosts and grows in
two orders. Milliseconds of processor time: of the first comparison in a process, and the median of
more. All functions are places to start from.
\`npm run bench -- --same --pair A.exe,B.exe\` measures these alone, and two files.

${markdown(sameFigures(found))}`,
  )}${section(
    'Importing objects',
    imports,
    (
      found,
    ) => `\`coff2 import\` of three large objects, each the median of three whole processes: milliseconds of processor
time, with the start of Node.js, and the memory that the process has at most. The bench writes the objects
itself: functions that call each other and read variables, in sections of their own as compilers
with \`-ffunction-sections\` have them, or all in one; and a constant in which nothing is text.
\`npm run bench -- --import\` measures these alone.

${markdown(importFigures(found))}`,
  )}${section(
    'Explaining differences',
    diff,
    (
      found,
    ) => `\`coff2 diff\` of two images of one program, as a whole process; medians of three. One function
grows by ${GROWTH} bytes, and is moved; or each function has two other constants. Processor time counts all threads.
\`npm run bench -- --diff\` measures these alone.

${markdown(diffFigures(found))}`,
  )}${section(
    'A large script',
    replay,
    (
      found,
    ) => `\`coff2 replay --digest\` of a script of ${(found.size / 1e6).toFixed(0)} MB, and a naive program that prints the same digests
(runner/bench/naive-replay.ts): it calls JSON.parse for each line and then the linker, without a
schema, and without places for errors. \`coff2 replay\` reads in a thread of its own. Both run as whole processes,
in turn; the factors compare the medians of five runs. \`npm run bench -- --replay\` measures these alone.

${markdown(replayFigures(found))}`,
  )}${section('A long session', soak, soakText)}## Work, counted

\`--counts\` counts what the linker does, and measures no time: relocations applied, nodes visited, tasks,
writes to the image, and bytes written and moved. The counts are the same on every run and every machine.
For these, each event is flushed by itself. Without an observer, a flush of many moved symbols goes once over the
table of relocations: a second linker does that, and its writes, and reads of rows, are counted from outside
(\`unobserved…\`). The pass reads more rows, not fewer, but in the order in which they lie in memory; what that saves
is time, and no count. \`--against FILE\` counts again, prints what changed, and exits with 1 if something rose. \`.ci/run\` holds the
linker to [counts.json](../runner/bench/counts.json), and a test does for 1,000 functions. After a change that
is meant to do more, accept the new counts with \`npm run bench --silent -- --counts > runner/bench/counts.json\`.
`;
}

/** How many runs the figures are of, and what their medians leave out. */
function runsText(programs: readonly Measurement[], runs: number): string {
  if (runs === 1) return 'Each figure is of one run.';
  const slowest = Math.max(...programs.flatMap(({ same, grown }) => [same.slowest, grown.slowest]));
  return (
    `Each figure is the median of ${runs} runs, the worst update as well: the median of the ${runs} worst. An update\n` +
    `that was slow in one run alone is not in it; the slowest of all runs took ${(slowest / 1000).toFixed(2)} ms.`
  );
}

function section<T>(title: string, content: T | undefined, text: (content: T) => string): string {
  return content === undefined ? '' : `## ${title}\n\n${text(content)}\n\n`;
}

function markdown({ head, rows }: Figures): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_title, index) => (index === 1 ? '---' : '--:'));
  return [head, rule, ...rows].map(line).join('\n');
}
