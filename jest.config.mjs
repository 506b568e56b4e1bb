import * as os from 'node:os';
import { env } from 'node:process';

/** execa and what it stands on are ESM only; jest runs CommonJS, so these are transformed too. */
const esmPackages = [
  'execa',
  'figures',
  'get-stream',
  'human-signals',
  'is-plain-obj',
  'is-stream',
  'is-unicode-supported',
  'npm-run-path',
  'parse-ms',
  'path-key',
  'pretty-ms',
  'sec-ant/readable-stream',
  'sindresorhus/merge-streams',
  'strip-final-newline',
  'unicorn-magic',
  'yoctocolors',
];

/**
 * In JavaScript: to read TypeScript, jest would load the whole compiler, even for one test.
 *
 * @type {import('jest').Config}
 */
const config = {
  runtime: '<rootDir>/runner/testing/suite-runtime.cjs',
  testEnvironment: '<rootDir>/runner/testing/suite-environment.ts',
  roots: ['<rootDir>/architecture', '<rootDir>/reference', '<rootDir>/runner', '<rootDir>/cases'],
  testSequencer: '<rootDir>/runner/testing/suite-order.cjs',
  testMatch: ['**/*.test.ts', '<rootDir>/cases/*.incr'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node', 'incr'],
  transform: {
    '\\.incr$': '<rootDir>/runner/golden/incr-transform.cjs',
    '\\.[jt]s$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!@?(${esmPackages.join('|')})/)`],
  moduleNameMapper: {
    '^unicorn-magic$': '<rootDir>/node_modules/unicorn-magic/node.js',
    // What is loaded when it is called is named as Node.js wants it, by its compiled file.
    '^\\./([\\w-]+-command|fuzz-scripts|fuzz-zig|linker-option|replay-linker)\\.js$': './$1',
    // zod loads its messages in fifty languages, each from a file of its own; the suite uses English.
    '^\\.\\./locales/index\\.cjs$': '<rootDir>/node_modules/zod/v4/locales/en.cjs',
  },
  // A test that hangs ends. No test is timed: a busy machine may take ten times as long as a quiet one.
  testTimeout: 60_000,
  globalSetup: '<rootDir>/runner/golden/jest-start.ts',
  globalTeardown: '<rootDir>/runner/golden/jest-end.ts',
  randomize: true,
  // Jest leaves a core to itself, which is half of a machine with two. Slow tests, which `npm test` skips, wait for
  // processes; the others would only have more workers that each compile what they run.
  maxWorkers: Math.ceil((env.COFF2_ALL === undefined ? 1 : 1.5) * os.availableParallelism()),
  // `npm run test:all` has these too: suites that need Chromium or Python, or of which all tests are slow, and the
  // case whose images and node dumps are half a GiB. It also has the slow tests of other suites:
  // reference/testing/slow-test.ts.
  testPathIgnorePatterns:
    env.COFF2_ALL === undefined ? ['/large_section\\.incr$', '\\.(browser|slow)\\.test\\.ts$'] : [],
};

export default config;
