import { z } from 'zod';
import { RULES } from '../../image/check/rules';
import { HOST_NAMES } from '../../../reference';
import { spelling } from './spelling';
import { LEVELS } from '../result/level';
import { isMode, MODES, type Variant } from '../result/case-result';

/** Stands for all updates, variants or levels; with a rule, for all cases too. */
export const ANY = '*';

const RULE_IDS = RULES.map(({ id }) => id);

/** An entry of a file, as people write it. */
const entry = z
  .strictObject({
    /** Name of a case; "*" with a rule. */
    case: z.string().min(1),
    /** Name of an update, or "*". */
    update: z.string().min(1),
    /** A linker's host profile, or "*". Older files have a compiler's mode here. */
    host: z.enum([...HOST_NAMES, ...MODES, ANY]).optional(),
    /** A compiler's mode, or "*". */
    mode: z.enum([...MODES, ANY]).optional(),
    /** What is judged, or "*". Older files call `as-fresh` `fresh`. */
    level: z.enum([...LEVELS, 'fresh', ANY]),
    /**
     * A rule of `coff2 check`, of the level valid: the failure is expected if all rules that an image
     * does not keep are. Images may keep it.
     */
    rule: z.enum(RULE_IDS).optional(),
    /** What fails, as `failureInShort` says it; without it, whatever fails is expected. */
    failure: z.string().min(1).optional(),
    /** Why it fails: one line. */
    reason: z.string().min(1),
    /** Where to read more. */
    link: z.url().optional(),
  })
  .refine(({ host, mode }) => (host === undefined) !== (mode === undefined), {
    message: 'expected either host (of a linker) or mode (of a compiler)',
  })
  .refine(({ rule, level }) => rule === undefined || level === 'valid', {
    message: 'expected the level valid, which rules are of',
  })
  .refine(({ rule, failure }) => rule === undefined || failure === undefined, {
    message: 'expected a rule or a failure: a rule says what fails',
  })
  .refine(({ rule, case: name }) => rule !== undefined || name !== ANY, {
    message: 'expected the name of a case: only an entry with a rule is about all cases',
  });

const expectation = entry.transform(({ host, mode, level, ...rest }) => ({
  ...rest,
  variant: mode ?? host ?? ANY,
  level: level === 'fresh' ? 'as-fresh' : level,
}));

/** The contents of `expectations/NAME.json`: what an implementation is known to fail. */
export const expectationFile = z.strictObject({
  implementation: z.string().min(1),
  /** How it spells messages that the cases spell in another way: these are no failures. */
  spellings: z.array(spelling).optional(),
  expectations: z.array(expectation),
});

/** Says that one or more judgements are expected to fail. */
export type Expectation = z.infer<typeof expectation>;

/** An expectation in the form of a file. */
export function expectationEntry({
  case: name,
  update,
  variant,
  ...rest
}: Expectation): z.input<typeof entry> {
  const isOfCompiler = variant !== ANY && isMode(variant);
  return { case: name, update, ...(isOfCompiler ? { mode: variant } : { host: variant }), ...rest };
}

/** "case hello, update *, level runs on windows". */
export function describeExpectation(expectation: Expectation): string {
  const { case: name, update, variant, level, rule, failure } = expectation;
  const judged = rule === undefined ? `level ${level}` : `level ${level}, rule ${rule}`;
  const fails = failure === undefined ? '' : `, failure ${JSON.stringify(failure)}`;
  return `case ${name}, update ${update}, ${judged} on ${placeOf(variant)}${fails}`;
}

function placeOf(variant: Variant | typeof ANY): string {
  if (variant === ANY) return 'any host or mode';
  return isMode(variant) ? `mode ${variant}` : `host ${variant}`;
}
