import { ExpectationError, readExpectations } from '../judge/expectations/expectation-file';
import type { Implementation } from '../linker/implementation';
import { ConfigError, readConfig } from '../linker/config';
import { CONFIG_FILE } from '../linker/config-file';
import { linkerSubject } from '../judge/subject';
import { threadedReference } from '../judge/threads/threaded-reference';
import { REFERENCE } from '../linker/reference';
import {
  adapted,
  BUILT_IN,
  missingInstalled,
  namedImplementation,
  type JudgedLinker,
  type Limits,
} from '../linker/named-implementation';
import { adapterCommand } from '../linker/protocol/adapter-command';
import { chosenZig, ZIG, type ZigOptions } from './zig-option';
import { didYouMean } from '../text/nearest-name';
import { UsageError } from '../system/usage-error';
import { ChosenLinker } from './chosen-linker';
import { ADAPTER_TIMEOUT } from './linker-limits';

/** Bytes of a MiB. */
const MIB = 0x10_0000;

/** The name of `--adapter` in results, unless `--name` gives another. */
const ADAPTER = 'adapter';

/** What an adapter may be called: its name is shown, and names a file of expectations. */
const ADAPTER_NAME = /^[\w][\w.+-]{0,63}$/;

/** The options that say what to judge. */
export interface LinkerOptions extends ZigOptions {
  readonly linker?: readonly string[];
  readonly adapter?: string;
  /** What to call the linker of `adapter`. */
  readonly name?: string;
  readonly expectations?: string;
  /** Path; if absent, `CONFIG_FILE`, which need not be there. */
  readonly config?: string;
  readonly maxImage: number;
}

/**
 * The linkers that the options name, in order; the reference if they name none.
 * @throws UsageError if there is no such linker, or its configuration cannot be read
 */
export async function chosenLinkers(options: LinkerOptions): Promise<readonly ChosenLinker[]> {
  const { linker, adapter, expectations } = options;
  const takers = (adapter === undefined ? 0 : 1) + (linker?.includes(ZIG) === true ? 1 : 0);
  if (expectations !== undefined && takers !== 1) {
    throw new UsageError(
      `--expectations goes with either --adapter or --linker ${ZIG}; other linkers have their own files`,
    );
  }
  const limits = {
    timeout: (options.timeout ?? ADAPTER_TIMEOUT) * 1000,
    maxImage: options.maxImage * MIB,
  };
  if (options.name !== undefined && adapter === undefined) {
    throw new UsageError(
      `--name names the linker of --adapter; a linker of ${CONFIG_FILE} has its name`,
    );
  }
  const names = linker ?? (adapter === undefined ? ['reference'] : []);
  try {
    const file = options.config ?? CONFIG_FILE;
    const configured = readConfig(file, options.config !== undefined, [...BUILT_IN, ZIG, ADAPTER]);
    const chosen: ChosenLinker[] = [];
    for (const name of new Set(names)) {
      if (name === ZIG) chosen.push(await chosenZig(options));
      else {
        const selection = ['--linker', name, ...givenConfig(options)];
        chosen.push(withExpectations(namedLinker(name, configured, file, limits), selection));
      }
    }
    if (adapter !== undefined) {
      const name = adapterName(options, [...BUILT_IN, ZIG, ...configured.keys()]);
      const selection = ['--adapter', adapter];
      chosen.push(withExpectations(byCommand(adapter, name, options, limits), selection));
    }
    return chosen;
  } catch (error) {
    if (!(error instanceof ConfigError) && !(error instanceof ExpectationError)) throw error;
    throw new UsageError(error.message);
  }
}

/**
 * One linker that is no compiler: the one that the options name.
 * @returns null if they name none
 * @throws UsageError if there is no such linker, or its configuration cannot be read
 */
export function chosenImplementation(
  options: Pick<LinkerOptions, 'adapter' | 'config' | 'timeout' | 'maxImage'> & {
    readonly linker?: string;
  },
): Implementation | null {
  const { linker, adapter } = options;
  const limits = {
    timeout: (options.timeout ?? ADAPTER_TIMEOUT) * 1000,
    maxImage: options.maxImage * MIB,
  };
  if (adapter !== undefined) return byCommand(adapter, ADAPTER, {}, limits).implementation;
  if (linker === undefined) return null;
  try {
    const file = options.config ?? CONFIG_FILE;
    const configured = readConfig(file, options.config !== undefined, [...BUILT_IN, ZIG, ADAPTER]);
    return namedLinker(linker, configured, file, limits).implementation;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new UsageError(error.message);
  }
}

function namedLinker(
  name: string,
  configured: ReturnType<typeof readConfig>,
  config: string,
  limits: Limits,
): JudgedLinker {
  const missing = missingInstalled(name, process.env.PATH ?? '');
  if (missing !== null) throw new UsageError(missing);
  const found = namedImplementation(name, configured, limits);
  if (found !== null) return found;
  const known = [...BUILT_IN, ZIG, ...configured.keys()];
  throw new UsageError(
    `no linker is named ${name}${didYouMean(name, known)}; the linkers are ${known.join(', ')}; ${config} can name more`,
  );
}

/** @throws UsageError if the adapter cannot be called so */
function adapterName({ name = ADAPTER }: LinkerOptions, taken: readonly string[]): string {
  if (!ADAPTER_NAME.test(name)) {
    throw new UsageError(
      `--name: expected letters, digits and . _ + -, at most 64 of them, got ${JSON.stringify(name)}`,
    );
  }
  if (taken.includes(name)) {
    throw new UsageError(`--name ${name}: another linker has this name; choose another one`);
  }
  return name;
}

function byCommand(
  command: string,
  name: string,
  { expectations = `expectations/${name}.json` }: { readonly expectations?: string },
  limits: Limits,
): JudgedLinker {
  const words = adapterCommand(command, process.cwd());
  if (words === null) throw new UsageError('--adapter needs a program and its arguments');
  return { implementation: adapted(name, words, limits), expectations, expectedAs: name };
}

function givenConfig({ config }: LinkerOptions): readonly string[] {
  return config === undefined ? [] : ['--config', config];
}

function withExpectations(
  { implementation, expectations, expectedAs }: JudgedLinker,
  selection: readonly string[],
): ChosenLinker {
  const file = expectations ?? `expectations/${expectedAs}.json`;
  return {
    name: implementation.name,
    expectations:
      expectations === null ? { file, expectations: [] } : readExpectations(file, expectedAs),
    expectedAs,
    moreFiles: [],
    selection,
    judge: ({ hosts, threads, keep: _keep, repeating, ...given }) => {
      const context = { ...given, ...(repeating === null ? {} : { repeating }) };
      return threads > 0 && implementation === REFERENCE
        ? threadedReference(context, hosts, threads)
        : linkerSubject(implementation, context, hosts);
    },
  };
}
