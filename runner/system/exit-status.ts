import { hex } from '../text/numbers';

/** Exit codes by which Windows ends a program that fails; MS-ERREF, section 2.3.1. */
const STATUSES: ReadonlyMap<number, string> = new Map([
  [0x80000003, 'breakpoint'],
  [0xc0000005, 'access violation'],
  [0xc0000006, 'page that cannot be read from the file'],
  [0xc0000017, 'out of memory'],
  [0xc000001d, 'illegal instruction'],
  [0xc0000025, 'exception that cannot be continued'],
  [0xc000007b, 'invalid image'],
  [0xc0000094, 'integer division by zero'],
  [0xc0000096, 'privileged instruction'],
  [0xc00000fd, 'stack overflow'],
  [0xc0000135, 'DLL not found'],
  [0xc0000138, 'ordinal not found in a DLL'],
  [0xc0000139, 'function not found in a DLL'],
  [0xc000013a, 'interrupted'],
  [0xc0000142, 'a DLL failed to initialize'],
  [0xc0000409, 'stack buffer overrun, or fast fail'],
]);

/** Statuses of this severity and above are errors: the two highest bits. */
const FIRST_WARNING = 0x8000_0000;

/**
 * An exit code as people read it: 3, or an NTSTATUS with its name, "0xc0000005 (access violation)".
 * @param exitCode of 32 bits, signed or not
 */
export function exitStatusText(exitCode: number): string {
  const code = exitCode >>> 0;
  if (code < FIRST_WARNING) return String(exitCode);
  const status = hex(code);
  const name = STATUSES.get(code);
  return name === undefined ? status : `${status} (${name})`;
}
