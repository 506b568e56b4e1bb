import { startChangeLog } from './change-log';

/** Before all tests. */
export default startChangeLog;
