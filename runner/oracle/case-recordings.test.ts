import * as fs from 'node:fs';
import { HOST_NAMES } from '../../reference';
import { TemporaryFolder } from '../testing/temporary-folder';
import { CaseRecordings } from './case-recordings';

const folder = TemporaryFolder.forEachTest();

const DIGEST = { image: 'a'.repeat(64), nodes: 'b'.repeat(64), size: 512 };
const HOSTS = Object.fromEntries(HOST_NAMES.map((host) => [host, [DIGEST]]));

function given(expected: unknown): CaseRecordings {
  fs.mkdirSync(folder.path('cases'));
  folder.write('cases/hello.jsonl', '{"linkScript":1,"options":{}}\n{"op":"snapshot"}\n');
  folder.write('cases-expected.json', JSON.stringify(expected));
  return new CaseRecordings(folder.path());
}

describe('the recordings of cases', () => {
  it('have the lines of a script, and what the real linker made of it', () => {
    expect(given({ hello: HOSTS }).find('hello')).toEqual({
      script: [{ linkScript: 1, options: {} }, { op: 'snapshot' }],
      expected: HOSTS,
    });
  });

  it.each(['other', 'toString', '../cases/hello'])('have nothing of %s', (name) => {
    expect(given({ hello: HOSTS }).find(name)).toBeNull();
  });

  it('are named in order', () => {
    expect(given({ zebra: HOSTS, apple: HOSTS }).names()).toEqual(['apple', 'zebra']);
  });

  it('cannot be read with digests that are none', () => {
    expect(() => given({ hello: { ...HOSTS, windows: [{}] } }).names()).toThrow('hello');
  });

  it('cannot be read without the script', () => {
    expect(() => given({ other: HOSTS }).find('other')).toThrow('ENOENT');
  });

  it('are of 46 cases, where no folder is named', () => {
    expect(new CaseRecordings().names()).toHaveLength(46);
  });
});
