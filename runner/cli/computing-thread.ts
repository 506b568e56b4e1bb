import { workerData } from 'node:worker_threads';
import { isPairTask } from './pair/pair-task';

/**
 * The program of threads that compute, as the package has it: they judge, or find what there is in a pair of images. As
 * two programs, the package would have most of it twice.
 */
if (isPairTask(workerData)) void import('./pair/pair-thread.js');
else void import('../judge/threads/judging-thread.js');
