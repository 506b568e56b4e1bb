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
  /** Size in bytes of a cache digest in `emit_digest`, after one byte of flags. */
  readonly digestSize: number;
}

const PROTOCOLS: readonly ServerProtocol[] = [
  {
    since: [0, 16, 0],
    ...{ zigVersion: 0, errorBundle: 1, emitDigest: 2 },
    ...{ exit: 0, update: 1 },
    digestSize: 16,
  },
  {
    // It has more messages, under new tags, that an update does not need.
    since: [0, 17, 0],
    ...{ zigVersion: 0, errorBundle: 1, emitDigest: 2 },
    ...{ exit: 0, update: 1 },
    digestSize: 16,
  },
];

/** The protocol of a release, and whether it is known or a guess. */
export interface ChosenProtocol {
  readonly protocol: ServerProtocol;
  /** The message about an unknown release; null for a known one. */
  readonly guess: string | null;
}

/**
 * The protocol of a version. For an unknown version, that of the nearest earlier one, or of the first
 * known one.
 * @param version "0.16.0", or "0.17.0-dev.12+0123456789" of a build between releases
 */
export function protocolOf(version: string): ChosenProtocol {
  const [, major = '0', minor = '0', patch = '0', more = ''] =
    /^(\d+)\.(\d+)\.(\d+)(.*)$/.exec(version) ?? [];
  const numbers = [major, minor, patch].map(Number);
  const before = PROTOCOLS.filter(({ since }) => compare(since, numbers) <= 0);
  const protocol = (before.at(-1) ?? PROTOCOLS[0]) as ServerProtocol;
  if (more === '' && compare(protocol.since, numbers) === 0) return { protocol, guess: null };
  const known = protocol.since.join('.');
  return {
    protocol,
    guess: `release ${version} is not known, so the suite uses the protocol of ${known}`,
  };
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((number, index) => number !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
