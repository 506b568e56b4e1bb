/**
 * What differs between releases in how the compiler's server speaks: `lib/std/zig/Server.zig` and
 * `Client.zig` of each. Tags that are not here are passed over.
 */
export interface ServerProtocol {
  /** The first release that speaks so: major, minor, patch. */
  readonly since: readonly [number, number, number];
  /** Tags of what the server says. */
  readonly zigVersion: number;
  readonly errorBundle: number;
  readonly emitDigest: number;
  /** Tags of what it is told. */
  readonly exit: number;
  readonly update: number;
  /** Bytes of a cache digest in `emit_digest`, after one byte of flags. */
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
    // It says more, under new tags, none of which an update needs.
    since: [0, 17, 0],
    ...{ zigVersion: 0, errorBundle: 1, emitDigest: 2 },
    ...{ exit: 0, update: 1 },
    digestSize: 16,
  },
];

/** How a release speaks, and whether that is known or a guess. */
export interface ChosenProtocol {
  readonly protocol: ServerProtocol;
  /** What to say of a release that is not known; null of one that is. */
  readonly guess: string | null;
}

/**
 * How a compiler of this version speaks; of one that is not known, the nearest before it, or the
 * first that is known.
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
