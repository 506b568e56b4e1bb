import { Option } from 'commander';
import { HOST_NAMES, type HostName } from '../../reference';

const ALL = 'all';

/**
 * `--host`, shared by the commands that replay.
 * @param defaultHost absent if it depends on the linker
 */
export function hostOption(defaultHost?: HostName | typeof ALL): Option {
  const option = new Option('--host <profile>', 'host profile whose layout to follow').choices([
    ...HOST_NAMES,
    ALL,
  ]);
  return defaultHost === undefined ? option : option.default(defaultHost);
}

/** The profiles that a `--host` value names. */
export function hostsOf(value: string): readonly HostName[] {
  return HOST_NAMES.filter((host) => value === ALL || value === host);
}
