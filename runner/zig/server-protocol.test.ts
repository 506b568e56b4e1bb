import { protocolOf } from './server-protocol';

describe('how a release is spoken to', () => {
  it.each(['0.16.0', '0.17.0', '0.17.1'])('is known of %s', (version) => {
    expect(protocolOf({ version, library: null }).guess).toBeNull();
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
      `release ${version} is not known, so the suite uses the protocol of ${nearest}`,
    );
  });
});
