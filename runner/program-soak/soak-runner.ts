import type { ProgramRunner } from '../system/program-runner';

/** What runs images, and says what the loader did not find. */
export type SoakRunner = Pick<ProgramRunner, 'run' | 'notFound'>;
