#!/usr/bin/env node
import type * as ScriptThread from './case/reading-thread/script-thread';
import type * as PairWorker from './cli/pair/pair-worker';
import { keepCompiledCode } from './system/compiled-code';
import { loadProgram } from './system/kept-program';

const isKept = keepCompiledCode();
const [, , command, ...args] = process.argv;
// What follows is loaded after the line above, so that the program's code is kept, and beside the thread: an import
// would come first.
if (command === 'replay') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would come first
  const thread = require('./case/reading-thread/script-thread') as typeof ScriptThread;
  const script = args.find((arg) => thread.isWorthAThread(arg));
  if (script !== undefined) thread.startEarly(script);
} else if (command === 'diff') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would come first
  const thread = require('./cli/pair/pair-worker') as typeof PairWorker;
  thread.startEarly(args);
}
// eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would come first
if (isKept) require('./coff2');
else loadProgram(require.resolve('./coff2'));
