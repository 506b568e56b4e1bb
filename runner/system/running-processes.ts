import * as fs from 'node:fs';

/** Numbers of fields of /proc/PID/stat, from 1; see proc(5). */
const STATE = 3;
const USER = 14;
const SYSTEM = 15;
const START = 22;

/** Clock ticks of /proc in a second, on each processor that Node.js has releases for. */
const TICKS = 100;

/** A process that still runs. */
export interface RunningProcess {
  readonly pid: number;
  /** Its name. */
  readonly name: string;
}

/** What Linux says of a process that still runs. */
export interface LinuxProcess extends RunningProcess {
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** Seconds for which it has computed. */
  readonly seconds: number;
  /** When it was started, in clock ticks since the machine was. */
  readonly start: number;
}

/**
 * All running processes; none without /proc.
 * @param without numbers of those that are left out and not read
 */
export function runningProcesses(
  without: ReadonlySet<number> = new Set(),
): readonly LinuxProcess[] {
  let names: readonly string[];
  try {
    names = fs.readdirSync('/proc');
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    if (!/^\d+$/.test(name) || without.has(Number(name))) return [];
    try {
      return parseStat(fs.readFileSync(`/proc/${name}/stat`, 'utf8'));
    } catch {
      // It ended meanwhile.
      return [];
    }
  });
}

/** A running process, from its line in /proc; none of one that has ended, but was not waited for yet. */
function parseStat(stat: string): readonly LinuxProcess[] {
  const { state, ...running } = statFields(stat);
  return state === 'Z' || state === 'X' ? [] : [running];
}

/**
 * A process from its line in /proc: "PID (NAME) STATE PARENT GROUP SESSION ... START ...". The name may contain
 * anything; see proc(5).
 */
export function statFields(stat: string): LinuxProcess & { readonly state: string } {
  const open = stat.indexOf('(');
  const close = stat.lastIndexOf(')');
  const fields = stat.slice(close + 2).split(' ', START - STATE + 1);
  const [state = '', parent, group, session] = fields;
  return {
    state,
    pid: Number(stat.slice(0, open)),
    name: stat.slice(open + 1, close),
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    seconds: (Number(fields[USER - STATE]) + Number(fields[SYSTEM - STATE])) / TICKS,
    start: Number(fields[START - STATE]),
  };
}
