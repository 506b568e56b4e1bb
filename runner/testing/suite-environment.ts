import { AsyncLocalStorage } from 'node:async_hooks';
import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';
import { optimizeLater } from '../system/late-optimization';
import { compileFromCache, keepCode } from './code-cache';
import { ObjectState } from './object-state';

vm.compileFunction = compileFromCache;

// Not for `npm run test:all`, whose slow tests run the same functions for long.
if (process.env.COFF2_ALL === undefined) optimizeLater(8);

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

/** Node.js before 20.18 has no context whose global object is a plain one. */
const plain = (vm.constants as Partial<typeof vm.constants> | undefined)?.DONT_CONTEXTIFY;

/**
 * Jest's environment for Node.js, which all suites of a process can run in, one after the other. What a suite
 * leaves in the global object, in `process` or in the variables of the environment is taken away after it.
 */
class SuiteEnvironment extends TestEnvironment {
  /** Whether the next suite of this process has the same context, so that modules can be shared. */
  readonly isKept = plain !== undefined;
  readonly #before: readonly ObjectState<object>[];

  constructor(...of: ConstructorParameters<typeof TestEnvironment>) {
    // The global object of jest's own context is a proxy behind an interceptor of node:vm: each mention of
    // Math or Uint8Array takes hundreds of times as long as in a program.
    if (plain !== undefined) vm.createContext = () => createContext(plain);
    try {
      super(...of);
    } finally {
      vm.createContext = createContext;
    }
    const { global } = this;
    this.#before = [global.process.env, global.process, global].map(
      (object) => new ObjectState(object),
    );
  }

  override async teardown(): Promise<void> {
    keepCode();
    // Each suite has a jest-circus of its own, which has a storage; and each promise costs as much as there
    // are storages in use.
    for (const storage of storages) storage.disable();
    storages.clear();
    if (this.isKept) {
      this.fakeTimers?.useRealTimers();
      this.fakeTimersModern?.useRealTimers();

      for (const state of this.#before) state.restore();
    } else {
      await super.teardown();
    }
  }
}

let kept: SuiteEnvironment | null = null;

/** What jest calls with `new`, for each suite: the environment of this process where suites can share one. */
export default function environmentOfSuite(
  ...of: ConstructorParameters<typeof TestEnvironment>
): SuiteEnvironment {
  const environment = kept ?? new SuiteEnvironment(...of);
  if (environment.isKept) kept = environment;
  return environment;
}
