import { didYouMean } from '../text/nearest-name';
import { HOST_NAMES, type HostName } from '../../reference';
import { headerSchema, refusal } from './link-script/schema';
import { LineError } from './link-script/script-error';
import type { ExpectedFailure } from './case';

/**
 * Reads `NAME=VALUE` of a `#link_option`: an option of the link script's header.
 * @throws LineError
 */
export function parseLinkOption(text: string): Readonly<Record<string, string | number>> {
  const [, name, value] = /^([A-Za-z]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new LineError(`expected #link_option=NAME=VALUE, got ${text}`);
  }
  const known = Object.keys(headerSchema.shape.options.shape);
  if (!known.includes(name)) {
    throw new LineError(
      `unknown link option ${name}${didYouMean(name, known)}; the options are ${known.join(', ')}`,
    );
  }
  const option = { [name]: /^\d+$/.test(value) ? Number(value) : value };
  const result = headerSchema.shape.options.safeParse(option);
  if (!result.success) throw refusal(result.error);
  return option;
}

/**
 * Reads `HOST, HOST: REASON` (or `all: REASON`) of an `#expect_failure`.
 * @throws LineError
 */
export function parseExpectedFailure(text: string): ExpectedFailure {
  const [, names, reason] = /^([^:]+):\s*(\S.*)$/.exec(text) ?? [];
  if (names === undefined || reason === undefined) {
    throw new LineError(`expected HOST, HOST: REASON, or all: REASON, got ${text}`);
  }
  if (names === 'all') return { hosts: HOST_NAMES, reason };
  return { hosts: names.split(',').map((name) => hostNamed(name.trim())), reason };
}

function hostNamed(name: string): HostName {
  const host = HOST_NAMES.find((known) => known === name);
  if (host === undefined) {
    throw new LineError(`expected ${HOST_NAMES.join(', ')} or all, got ${name}`);
  }
  return host;
}
