import { networkEnvironment, startFast } from './fast-starts';

const CERTIFICATES = { NODE_EXTRA_CA_CERTS: '/etc/ssl/certs/proxy.pem' };

describe('the environment of processes that tests start', () => {
  it('has no certificates that each start would read', () => {
    const environment = { ...CERTIFICATES, PATH: '/bin' };
    startFast(environment);
    expect(environment).not.toHaveProperty('NODE_EXTRA_CA_CERTS');
    expect(environment.PATH).toBe('/bin');
  });

  it('has them again where a process reaches the network', () => {
    const environment = { ...CERTIFICATES };
    startFast(environment);
    expect(networkEnvironment(environment)).toEqual(CERTIFICATES);
  });

  it('is left as it is where there are none', () => {
    const environment = { PATH: '/bin' };
    startFast(environment);
    expect(environment).toEqual({ PATH: '/bin' });
    expect(networkEnvironment(environment)).toEqual({});
  });

  it('was made so before this suite', () => {
    expect(process.env).not.toHaveProperty('NODE_EXTRA_CA_CERTS');
  });
});
