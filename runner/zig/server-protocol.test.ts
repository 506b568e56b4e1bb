import { protocolOf } from './server-protocol';

describe('how a release is spoken to', () => {
  it.each(['0.16.0', '0.17.0'])('is known of %s', (version) => {
    const { protocol, guess } = protocolOf(version);
    expect(protocol.since.join('.')).toBe(version);
    expect(guess).toBeNull();
  });

  it.each([
    ['0.15.2', '0.16.0'],
    ['0.16.1', '0.16.0'],
    ['0.17.0-dev.12+abc', '0.17.0'],
    ['0.18.0', '0.17.0'],
    ['1.0.0', '0.17.0'],
    ['master', '0.16.0'],
  ])('is guessed of %s: as %s', (version, nearest) => {
    const { protocol, guess } = protocolOf(version);
    expect(protocol.since.join('.')).toBe(nearest);
    expect(guess).toBe(
      `release ${version} is not known, so the suite uses the protocol of ${nearest}`,
    );
  });
});
