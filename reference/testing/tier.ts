/** How much a run of the tests tries. */
export type Tier = 'quick' | 'whole' | 'soak';

/**
 * The tier of this run: `npm test` is quick; `npm run test:all` (COFF2_ALL) is whole, as CI is; and
 * `npm run soak` (COFF2_SOAK) tries even more of what is random or exhaustive.
 */
export const TIER: Tier = tierOf(process.env);

/** @param environment the variables of a run */
export function tierOf(environment: Readonly<NodeJS.ProcessEnv>): Tier {
  if (environment.COFF2_SOAK !== undefined) return 'soak';
  return environment.COFF2_ALL === undefined ? 'quick' : 'whole';
}
