import * as path from 'node:path';
import { readStoredFile } from '../system/input-file';
import { z } from 'zod';
import { fileErrorText } from '../system/file-error';
import { HOST_NAMES } from '../../reference';
import { didYouMean } from '../text/nearest-name';
import { withFilesOf } from './protocol/adapter-command';

const linker = z.strictObject({
  /** The adapter: its program and arguments. Paths are relative to the configuration file. */
  command: z.array(z.string()).min(1),
  /** Environment variables of the adapter, besides those of the suite. */
  env: z
    .record(z.string().regex(/^[^=\0]+$/, 'expected a name without "="'), z.string())
    .optional(),
  /** Seconds that it may take for a case. */
  timeout: z.number().positive().optional(),
  /** The largest image, in MiB. */
  maxImage: z.number().positive().optional(),
  /** The host profiles whose layouts it follows; linux-tmpfs by default. */
  hosts: z.array(z.enum(HOST_NAMES)).min(1).optional(),
  /** File of its expectations, relative to the configuration; expectations/NAME.json by default. */
  expectations: z.string().min(1).optional(),
});

/** Names folders of what is kept, and a file of expectations. */
const LINKER_NAME = /^(?!\.{1,2}$)[^/\\\p{Cc}]+$/u;

const config = z
  .strictObject({
    linkers: z
      .record(
        z
          .string()
          .regex(
            LINKER_NAME,
            'expected a name without slashes and control characters, and more than dots',
          ),
        linker,
      )
      .optional(),
    /** Folder of cases of one's own, relative to the configuration file. */
    cases: z.string().min(1).optional(),
  })
  .refine(({ linkers, cases }) => linkers !== undefined || cases !== undefined, {
    path: ['linkers'],
    message: 'expected linkers, or a folder of cases',
  });

/** A linker that a configuration names. */
export type ConfiguredLinker = z.infer<typeof linker>;

/** A configuration cannot be read. The message has its path, the field and what was expected. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * The linkers that a configuration names.
 * @param isRequired whether there must be such a file
 * @param taken names that mean other linkers
 * @returns none if there is no such file
 * @throws ConfigError if it is malformed
 */
export function readConfig(
  file: string,
  isRequired = false,
  taken: readonly string[] = [],
): ReadonlyMap<string, ConfiguredLinker> {
  const { linkers = {} } = parseConfig(file, isRequired);
  const own = Object.keys(linkers).find((name) => taken.includes(name));
  if (own !== undefined) {
    throw new ConfigError(
      `${file}: linkers.${own}: this name means a linker of the suite; choose another one`,
    );
  }
  const folder = path.dirname(path.resolve(file));
  return new Map(Object.entries(linkers).map(([name, one]) => [name, placed(name, one, folder)]));
}

/**
 * The folder of cases that a configuration names.
 * @param isRequired whether there must be such a file
 * @returns an absolute path; null if it names none
 * @throws ConfigError if the configuration is malformed
 */
export function configuredCases(file: string, isRequired = false): string | null {
  const { cases } = parseConfig(file, isRequired);
  return cases === undefined ? null : path.resolve(path.dirname(file), cases);
}

/** What a configuration says. @throws ConfigError */
function parseConfig(file: string, isRequired: boolean): z.infer<typeof config> {
  let text: string;
  try {
    text = readStoredFile(file).toString('utf8');
  } catch (error) {
    if (!isRequired && (error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    const reason = fileErrorText(error as NodeJS.ErrnoException);
    throw new ConfigError(reason.includes(file) ? reason : `${file}: ${reason}`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ConfigError(`${file}: expected JSON: ${(error as Error).message}`);
  }
  const result = config.safeParse(json);
  if (!result.success) {
    const problems = result.error.issues.map(
      (issue) =>
        `${file}: ${issue.path.join('.') || 'the file'}: ${messageOf(issue)}${nearestKeys(issue)}`,
    );
    throw new ConfigError(problems.join('\n'));
  }
  return result.data;
}

/** What is wrong; with a name of a record, what is wrong with that. */
function messageOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
}

/** The keys that unknown ones most likely mean. */
function nearestKeys(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'unrecognized_keys') return '';
  const known = Object.keys(issue.path.length === 0 ? config.shape : linker.shape);
  return issue.keys.map((key) => didYouMean(key, known)).join('');
}

/** With absolute paths. */
function placed(name: string, one: ConfiguredLinker, folder: string): ConfiguredLinker {
  const [program = '', ...args] = one.command;
  return {
    ...one,
    command: [
      program.includes('/') ? path.resolve(folder, program) : program,
      ...withFilesOf(folder, args),
    ],
    expectations: path.resolve(
      folder,
      one.expectations ?? path.join('expectations', `${name}.json`),
    ),
  };
}
