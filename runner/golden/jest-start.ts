import { startChangeLog } from './change-log';

/** Runs before all tests. */
export default startChangeLog;
