import { isNativeError } from 'node:util/types';

/** How V8 and Node.js say that there is no more memory, where they do not end the process. */
const NO_MEMORY = /out of memory|could not allocate memory|allocation failed/i;

/**
 * What the system did not give to this process, if an error says so: the error is no defect then.
 * @returns what to do about it, in a line; null for any other error
 */
export function lackingResource(error: unknown): string | null {
  if (!isNativeError(error)) return null;
  const { name, message, code } = error as NodeJS.ErrnoException;
  if (name === 'ReferenceError' && message === 'WebAssembly is not defined') {
    return 'this Node.js runs without WebAssembly, which reads instructions; start it without --jitless';
  }
  const isMemory = name === 'RangeError' && NO_MEMORY.test(message);
  if (!isMemory && code !== 'ENOMEM' && code !== 'ERR_WORKER_OUT_OF_MEMORY') return null;
  return `there is not enough memory: ${message}; allow the process more, of addresses as well (ulimit -v)`;
}
