import { setFlagsFromString } from 'node:v8';

/**
 * Whether V8 knows the flag: that of Node.js 20 does. Later ones count calls, and have a compiler between, so that
 * optimizing late saves nothing. V8 says on standard error that it does not know a flag, and `node` does not start.
 */
const IS_KNOWN = process.versions.v8.startsWith('11.3.');

/** Bytes of bytecode that a function runs before V8 compiles it to optimized code, if nothing else is said. */
const USUAL_BUDGET = 67_584;

/**
 * Has V8 optimize functions later, in this process and in the threads that it starts from now on. To judge cases is
 * much code that runs a little: a fifth of the processor time was V8 compiling what hardly ran afterwards, in each
 * thread again. V8 reads this flag whenever it gives a function a new budget.
 * @param times how many times as much bytecode is run before
 */
export function optimizeLater(times = 4): void {
  if (IS_KNOWN) setFlagsFromString(`--interrupt-budget=${USUAL_BUDGET * times}`);
}
