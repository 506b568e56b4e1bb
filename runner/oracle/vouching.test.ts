import type { SnapshotDigest } from '../case/replay/snapshot-digest';
import type { CaseRecording } from './case-recordings';
import { vouching, type CaseDigests } from './vouching';

const FIRST: SnapshotDigest = { image: 'a'.repeat(64), size: 512, nodes: 'b'.repeat(64) };
const SECOND: SnapshotDigest = { image: 'c'.repeat(64), size: 1024, nodes: 'd'.repeat(64) };
const OTHER = '0'.repeat(64);

const SCRIPT = ['{"linkScript":1,"options":{}}', '{"op":"flush"}', '{"op":"snapshot","name":"a"}'];

const RECORDING: CaseRecording = {
  script: SCRIPT.map((line) => JSON.parse(line) as unknown),
  expected: {
    'linux-ext4': [FIRST, SECOND],
    'linux-tmpfs': [FIRST, SECOND],
    windows: [FIRST, SECOND],
  },
};

const made = (...digests: readonly SnapshotDigest[]): CaseDigests =>
  new Map([['windows', digests]]);

describe('a case that the real linker was given', () => {
  it('is vouched for if script, images and dumps are the same', () => {
    expect(vouching(RECORDING, SCRIPT, made(FIRST, SECOND))).toEqual({ result: 'vouched for' });
  });

  it('is so whatever the order of fields and the spaces in its script', () => {
    const [header = '', flush = ''] = SCRIPT;
    const script = [header, flush, '{ "name": "a", "op": "snapshot" }'];
    expect(vouching(RECORDING, script, made(FIRST, SECOND))).toEqual({ result: 'vouched for' });
  });

  it.each([
    ['image', { ...SECOND, image: OTHER }, 'snapshot 1: image differs on windows'],
    ['size', { ...SECOND, size: 1 }, 'snapshot 1: image differs on windows'],
    ['dump', { ...SECOND, nodes: OTHER }, 'snapshot 1: node dump differs on windows'],
    ['all', { image: '', nodes: '', size: 0 }, 'snapshot 1: image and node dump differ on windows'],
  ])('is different if an update leaves another %s', (_what, second, reason) => {
    expect(vouching(RECORDING, SCRIPT, made(FIRST, second))).toEqual({
      result: 'different',
      reasons: [reason],
    });
  });

  it.each([
    ['few', [FIRST], '1 snapshots instead of 2 on windows'],
    ['many', [FIRST, SECOND, SECOND], '3 snapshots instead of 2 on windows'],
  ])('is different with a snapshot too %s', (_what, digests, reason) => {
    expect(vouching(RECORDING, SCRIPT, made(...digests))).toEqual({
      result: 'different',
      reasons: [reason],
    });
  });
});

describe('a case that the real linker was not given as it is', () => {
  it('is not vouched for if it is new, whatever was made of it', () => {
    expect(vouching(null, SCRIPT, made(FIRST, SECOND))).toEqual({
      result: 'not vouched for',
      reason: 'the real linker was never given this case',
    });
  });

  const [header = '', flush = '', snapshot = ''] = SCRIPT;
  it.each([
    ['its header', ['{"linkScript":1,"options":{"isDll":true}}', flush, snapshot], 'in its header'],
    ['an op', [header, '{"op":"idle"}', snapshot], 'from op 1 on'],
    ['a name', [header, flush, '{"op":"snapshot","name":"b"}'], 'from op 2 on'],
    ['an op that is gone', [header, flush], 'from op 2 on'],
    ['one op more', [...SCRIPT, flush], 'from op 3 on'],
  ])('is not vouched for after a change of %s', (_what, script, place) => {
    expect(vouching(RECORDING, script, made(FIRST, SECOND))).toEqual({
      result: 'not vouched for',
      reason: `it changed since the real linker was given it, ${place}`,
    });
  });
});
