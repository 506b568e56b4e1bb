const fs = require('node:fs');
const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * What a suite names that starts processes: what does it, helpers of tests that do, and the linkers that are started.
 * A suite that is missed here takes longer, and shows the same.
 */
const STARTS_PROCESSES =
  /'(?:node:child_process|execa|\S*\/(?:adapted|bundled-program|compiled-program|fake-zig|good-adapter|install-zig|judged-zig|program-starter|small-adapter|wine-runner|zig))'|'--adapter'/;

/**
 * The order in which jest starts suites: those that start processes are first, while the workers are small. Linux
 * copies the page tables of a process that starts another one, which takes a worker that has run a hundred suites
 * ten times as long as the start itself. Among those, and among the others, the order is jest's own.
 */
module.exports = class SuiteOrder extends Sequencer {
  /** @param {import('@jest/test-result').Test[]} suites */
  sort(suites) {
    const sorted = super.sort(suites);
    const isFirst = new Map(
      sorted.map((suite) => [suite, STARTS_PROCESSES.test(fs.readFileSync(suite.path, 'utf8'))]),
    );
    return [true, false].flatMap((first) => sorted.filter((suite) => isFirst.get(suite) === first));
  }
};
