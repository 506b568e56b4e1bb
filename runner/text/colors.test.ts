import { showsColors } from './colors';

it.each([
  ['a terminal', true, {}, true],
  ['a dumb terminal', true, { TERM: 'dumb' }, false],
  ['a pipe', false, {}, false],
  ['a pipe in CI', false, { CI: '1' }, false],
  ['a pipe with FORCE_COLOR', false, { FORCE_COLOR: '1' }, true],
  ['a terminal with FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, false],
  ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, false],
  ['a terminal with an empty NO_COLOR', true, { NO_COLOR: '' }, true],
  ['both', false, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
])('%s: colors %s, %j: %s', (_what, isTerminal, environment, expected) => {
  expect(showsColors({ isTerminal, environment })).toBe(expected);
});
