import { workerData } from 'node:worker_threads';
import { PAIR_KIND } from './pair/pair-worker';

/**
 * The program of threads that compute, as the package has it: they judge, or find what there is in a pair of images. As
 * two programs, the package would have most of it twice.
 */
const { kind } = workerData as { readonly kind?: unknown };
if (kind === PAIR_KIND) void import('./pair/pair-thread.js');
else void import('../judge/threads/judging-thread.js');
