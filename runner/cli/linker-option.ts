import {
  ExpectationError,
  readExpectations,
  type ExpectationFile,
} from '../expectations/expectation-file';
import { ConfigError, readConfig } from '../implementation/config';
import type { Implementation } from '../implementation/implementation';
import {
  adapted,
  BUILT_IN,
  namedImplementation,
  type JudgedLinker,
  type Limits,
} from '../implementation/named-implementation';
import { UsageError } from './exit-code';

/** Bytes of a MiB. */
const MIB = 0x10_0000;

/** What `--adapter` is called in results. */
const ADAPTER = 'adapter';

/** The options that say what is judged. */
export interface LinkerOptions {
  readonly linker?: readonly string[];
  readonly adapter?: string;
  readonly expectations?: string;
  readonly config: string;
  /** Seconds. */
  readonly timeout: number;
  readonly maxImage: number;
}

/** A linker to judge, and what it is expected to fail. */
export interface ChosenLinker {
  readonly implementation: Implementation;
  readonly expectations: ExpectationFile;
  /** Name of the implementation that the expectations are about. */
  readonly expectedAs: string;
}

/**
 * The linkers that the options name, in their order; the reference if they name none.
 * @throws UsageError if there is no such linker, or what says of it cannot be read
 */
export async function chosenLinkers(options: LinkerOptions): Promise<readonly ChosenLinker[]> {
  const { linker, adapter, expectations } = options;
  if (expectations !== undefined && adapter === undefined) {
    throw new UsageError('--expectations is for --adapter; other linkers have files of their own');
  }
  const limits = { timeout: options.timeout * 1000, maxImage: options.maxImage * MIB };
  const names = linker ?? (adapter === undefined ? ['reference'] : []);
  try {
    const named = namedLinkers([...new Set(names)], options.config, limits);
    const commanded = adapter === undefined ? [] : [await byCommand(adapter, options, limits)];
    return [...named, ...commanded].map((one) => withExpectations(one));
  } catch (error) {
    if (!(error instanceof ConfigError) && !(error instanceof ExpectationError)) throw error;
    throw new UsageError(error.message);
  }
}

function namedLinkers(
  names: readonly string[],
  config: string,
  limits: Limits,
): readonly JudgedLinker[] {
  const configured = readConfig(config);
  return names.map((name) => {
    const found = namedImplementation(name, configured, limits);
    if (found !== null) return found;
    const known = [...BUILT_IN, ...configured.keys()].join(', ');
    throw new UsageError(
      `no linker is named ${name}; there are ${known} (${config} can name more)`,
    );
  });
}

async function byCommand(
  command: string,
  { expectations = null }: { readonly expectations?: string | null },
  limits: Limits,
): Promise<JudgedLinker> {
  const { parseCommandString } = await import('execa');
  const words = parseCommandString(command);
  if (words.length === 0) throw new UsageError('--adapter needs a program');
  return { implementation: adapted(ADAPTER, words, limits), expectations, expectedAs: ADAPTER };
}

function withExpectations({
  implementation,
  expectations,
  expectedAs,
}: JudgedLinker): ChosenLinker {
  const file = expectations ?? `expectations/${expectedAs}.json`;
  return {
    implementation,
    expectations:
      expectations === null ? { file, expectations: [] } : readExpectations(file, expectedAs),
    expectedAs,
  };
}
