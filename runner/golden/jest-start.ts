import { startFast } from '../testing/fast-starts';
import { startChangeLog } from './change-log';

/** Runs before all tests. */
export default function start(): void {
  startFast(process.env);
  startChangeLog();
}
