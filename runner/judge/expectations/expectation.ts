import { z } from 'zod';
import { HOST_NAMES } from '../../../reference';
import { ASPECTS } from '../aspect';

/** Stands for all updates, hosts or levels. */
export const ANY = '*';

const expectation = z.strictObject({
  /** Name of a case. */
  case: z.string().min(1),
  /** Name of an update, or "*". */
  update: z.string().min(1),
  /** Host profile, or a compiler's mode, or "*". */
  host: z.enum([...HOST_NAMES, 'incremental', 'fresh', ANY]),
  /** What is judged, or "*". */
  level: z.enum([...ASPECTS, ANY]),
  /** Why it fails: one line. */
  reason: z.string().min(1),
  /** Where that is followed up. */
  link: z.url().optional(),
});

/** What `expectations/NAME.json` holds: what an implementation is known to fail. */
export const expectationFile = z.strictObject({
  implementation: z.string().min(1),
  expectations: z.array(expectation),
});

/** That one judgement, or several, are expected to fail. */
export type Expectation = z.infer<typeof expectation>;

/** "case hello, update *, runs on windows". */
export function describeExpectation({ case: name, update, host, level }: Expectation): string {
  return `case ${name}, update ${update}, level ${level} on host ${host}`;
}
