import { isMeaningful } from './meaningful';
import type { ScriptOp } from './script/fuzz-script';

const START: ScriptOp = { op: 'updateFunc', nav: 'f', type: 'T', content: ['c3'] };
const ENTRY: ScriptOp = {
  op: 'updateExports',
  exported: { nav: 'f' },
  names: ['wWinMainCRTStartup'],
};
const FLUSH: ScriptOp = { op: 'flush' };
const SNAPSHOT: ScriptOp = { op: 'snapshot' };
const CALL: ScriptOp = {
  ...START,
  content: ['e800000000', { reloc: { global: ['g', null] }, type: 'REL32' }],
};
const exported = (nav: string): ScriptOp => ({
  op: 'updateExports',
  exported: { nav },
  names: ['g'],
});
const G: ScriptOp = { op: 'updateNav', nav: 'g', type: 'T', align: 1, content: ['2a'] };

test.each<readonly [string, boolean, readonly ScriptOp[]]>([
  ['a small program', true, [START, ENTRY, FLUSH, SNAPSHOT]],
  ['a program without an entry point', false, [START, FLUSH, SNAPSHOT]],
  ['a name that is exported', true, [CALL, ENTRY, G, exported('g'), FLUSH, SNAPSHOT]],
  ['a name that is exported by nothing', false, [CALL, ENTRY, FLUSH, SNAPSHOT]],
  [
    'a name that is exported of something undefined',
    false,
    [CALL, ENTRY, exported('g'), FLUSH, SNAPSHOT],
  ],
  ['an update that is not flushed', true, [START, ENTRY, SNAPSHOT]],
  ['an update that is flushed only in its middle', false, [START, FLUSH, ENTRY, SNAPSHOT]],
  ['an unflushed update after a flushed one', true, [START, ENTRY, FLUSH, SNAPSHOT, G, SNAPSHOT]],
])('%s: %p', (_what, is, ops) => {
  expect(isMeaningful({ options: {}, ops })).toBe(is);
});
