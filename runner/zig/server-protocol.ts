import { ERROR_BUNDLE_LAYOUT, type ErrorBundleLayout } from './error-bundle';
import { readReleaseProtocol, ReleaseProtocolError } from './release-protocol';
import type { Zig } from './zig';

/**
 * The differences between releases in the protocol of the compiler's server: `lib/std/zig/Server.zig`
 * and `Client.zig` of each. Tags that are not listed here are ignored.
 */
export interface ServerProtocol {
  /** The first release with this protocol: major, minor, patch. */
  readonly since: readonly [number, number, number];
  /** Tags of the server's messages. */
  readonly zigVersion: number;
  readonly errorBundle: number;
  readonly emitDigest: number;
  /** Tags of the client's messages. */
  readonly exit: number;
  readonly update: number;
  /** Size in bytes of the flags in `emit_digest`, and of the cache digest after them. */
  readonly emitDigestFlags: number;
  readonly digestSize: number;
  readonly errorBundleLayout: ErrorBundleLayout;
}

const COMMON = {
  ...{ zigVersion: 0, errorBundle: 1, emitDigest: 2 },
  ...{ exit: 0, update: 1 },
  ...{ emitDigestFlags: 1, digestSize: 16 },
  errorBundleLayout: ERROR_BUNDLE_LAYOUT,
} as const;

/** 0.17.0 has more messages, under new tags, that an update does not need. */
const PROTOCOLS: readonly ServerProtocol[] = [
  { since: [0, 16, 0], ...COMMON },
  { since: [0, 17, 0], ...COMMON },
  { since: [0, 17, 1], ...COMMON },
];

/** The protocol of a release, and whether it is known or a guess. */
export interface ChosenProtocol {
  readonly protocol: Omit<ServerProtocol, 'since'>;
  /** That it is a guess, and why; null if the release's own library says it. */
  readonly guess: string | null;
}

/**
 * The protocol of a compiler: what its own library says. Where that cannot be read, which is reported, that
 * of its version; for an unknown version, that of the nearest earlier one, or of the first known one.
 */
export function protocolOf({ version, library }: Pick<Zig, 'version' | 'library'>): ChosenProtocol {
  if (library === null) return protocolOfVersion(version, '"zig env" names no lib_dir');
  try {
    return { protocol: readReleaseProtocol(library), guess: null };
  } catch (error) {
    if (!(error instanceof ReleaseProtocolError)) throw error;
    return protocolOfVersion(version, error.message);
  }
}

/**
 * @param version "0.16.0", or "0.17.0-dev.12+0123456789" of a build between releases
 * @param why the library's own word cannot be had
 */
function protocolOfVersion(version: string, why: string): ChosenProtocol {
  const [, major = '0', minor = '0', patch = '0', more = ''] =
    /^(\d+)\.(\d+)\.(\d+)(.*)$/.exec(version) ?? [];
  const numbers = [major, minor, patch].map(Number);
  const before = PROTOCOLS.filter(({ since }) => compare(since, numbers) <= 0);
  const protocol = (before.at(-1) ?? PROTOCOLS[0]) as ServerProtocol;
  const isKnown = more === '' && compare(protocol.since, numbers) === 0;
  const known = protocol.since.join('.');
  const uses = `the suite uses the protocol of ${known}, because the library of this compiler cannot be read: ${why}`;
  return { protocol, guess: isKnown ? uses : `release ${version} is not known; ${uses}` };
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((number, index) => number !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
