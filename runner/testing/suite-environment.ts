import { AsyncLocalStorage } from 'node:async_hooks';
import { setFlagsFromString } from 'node:v8';
import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';
import { compileFromCache, keepCode } from './code-cache';

// Most suites end soon. V8 optimises functions that took a while; most of what it optimises here is thrown
// away before that pays. So it is told to wait for longer (bytes of bytecode run, as V8 counts).
setFlagsFromString('--interrupt-budget=2000000');

vm.compileFunction = compileFromCache;

const { createContext } = vm;

/** Storages that were used since the last suite ended. */
const storages = new Set<AsyncLocalStorage<unknown>>();

type Run = typeof AsyncLocalStorage.prototype.run;
const run = Object.getOwnPropertyDescriptor(AsyncLocalStorage.prototype, 'run')?.value as Run;
AsyncLocalStorage.prototype.run = function (
  this: AsyncLocalStorage<unknown>,
  ...of: unknown[]
): unknown {
  storages.add(this);
  return Reflect.apply(run, this, of) as unknown;
} as Run;

/**
 * What a suite runs in: jest's environment for Node.js, with less work around each suite. Nothing that is
 * tested depends on it.
 */
export default class SuiteEnvironment extends TestEnvironment {
  constructor(...of: ConstructorParameters<typeof TestEnvironment>) {
    // The global object of jest's own context is a proxy behind an interceptor of node:vm: each mention of
    // Math or Uint8Array takes hundreds of times as long as in a program. Node.js before 20.18 has no other.
    const plain = (vm.constants as Partial<typeof vm.constants> | undefined)?.DONT_CONTEXTIFY;
    if (plain !== undefined) vm.createContext = () => createContext(plain);
    try {
      super(...of);
    } finally {
      vm.createContext = createContext;
    }
  }

  override async teardown(): Promise<void> {
    keepCode();
    // Each suite has a jest-circus of its own, which has a storage; and each promise costs as much as there
    // are storages in use.
    for (const storage of storages) storage.disable();
    storages.clear();
    await super.teardown();
  }
}
