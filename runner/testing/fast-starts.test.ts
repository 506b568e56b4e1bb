import { startFast } from './fast-starts';

const CERTIFICATES = { NODE_EXTRA_CA_CERTS: '/etc/ssl/certs/proxy.pem' };

it('leaves out the certificates that each start would read', () => {
  const environment = { ...CERTIFICATES, PATH: '/bin' };
  startFast(environment);
  expect(environment).toEqual({ PATH: '/bin' });
});

it('keeps them where tests install packages', () => {
  const environment = { ...CERTIFICATES, COFF2_ALL: '1' };
  startFast(environment);
  expect(environment).toEqual({ ...CERTIFICATES, COFF2_ALL: '1' });
});

it('has done so before this suite, unless it is one of all tests', () => {
  const { NODE_EXTRA_CA_CERTS, COFF2_ALL } = process.env;
  expect(COFF2_ALL === undefined ? NODE_EXTRA_CA_CERTS : undefined).toBeUndefined();
});
