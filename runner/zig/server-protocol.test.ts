import { protocolOf } from './server-protocol';

const UNREADABLE =
  'because the library of this compiler cannot be read: "zig env" names no lib_dir';

describe('how a release is spoken to, where its library cannot be read', () => {
  it.each(['0.16.0', '0.17.0', '0.17.1'])('is known of %s, and said to be', (version) => {
    expect(protocolOf({ version, library: null }).guess).toBe(
      `the suite uses the protocol of ${version}, ${UNREADABLE}`,
    );
  });

  it.each([
    ['0.15.2', '0.16.0'],
    ['0.16.1', '0.16.0'],
    ['0.17.0-dev.12+abc', '0.17.0'],
    ['0.18.0', '0.17.1'],
    ['1.0.0', '0.17.1'],
    ['master', '0.16.0'],
  ])('is guessed of %s: as %s', (version, nearest) => {
    expect(protocolOf({ version, library: null }).guess).toBe(
      `release ${version} is not known; the suite uses the protocol of ${nearest}, ${UNREADABLE}`,
    );
  });
});
