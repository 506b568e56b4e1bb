import { element } from './dom.js';

/** @typedef {import('../page-data').PageRun} PageRun */

/** What has no shape of its own is shown by the pictures that Unicode has of it. */
const CONTROL = /[\0-\x08\x0b-\x1f\x7f]/g; // eslint-disable-line no-control-regex

/**
 * Lines of which some were added and some removed, as they begin with + or -.
 * @param {string} text
 * @param {RegExp} sign finds the sign of a line
 * @returns {HTMLElement}
 */
export function changedLines(text, sign) {
  const block = element('pre', { class: 'code' });
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const found = sign.exec(line)?.[1];
    const kind = found === '+' ? 'added' : found === '-' ? 'removed' : null;
    const isHunk = line.startsWith('@@');
    block.append(
      element('span', { class: kind ?? (isHunk ? 'hunk' : 'line') }, visible(line)),
      '\n',
    );
  }
  return block;
}

/** Explained differences: signs stand behind the indent. */
export const INDENTED_SIGN = /^\s*([+-]) /;

/** A unified diff: signs stand first. */
export const FIRST_SIGN = /^([+-])/;

/**
 * What a program did and what it should have done, side by side.
 * @param {PageRun} run
 * @returns {HTMLElement}
 */
export function runView({ parts, printed, expectedExitCode, exitCode }) {
  const expected =
    parts === null ? element('p', {}, 'the case does not say') : output(parts, 'expected');
  const got =
    parts === null ? element('pre', { class: 'output' }, visible(printed)) : output(parts, 'got');
  const isOther = expectedExitCode !== null && expectedExitCode !== exitCode;
  return element(
    'div',
    { class: 'sides' },
    element(
      'section',
      { 'aria-label': 'Expected' },
      element('h6', {}, 'Expected'),
      expected,
      element('p', {}, 'exit code ', exitCodeOf(expectedExitCode, 'not said', isOther)),
    ),
    element(
      'section',
      { 'aria-label': 'Got' },
      element('h6', {}, 'Got'),
      got,
      element(
        'p',
        {},
        'exit code ',
        exitCodeOf(exitCode, 'none: it did not end by itself', isOther),
      ),
    ),
  );
}

/**
 * @param {number | null} code
 * @param {string} otherwise
 * @param {boolean} isMarked
 */
function exitCodeOf(code, otherwise, isMarked) {
  return element(isMarked ? 'mark' : 'span', {}, code === null ? otherwise : code);
}

/**
 * @param {NonNullable<PageRun['parts']>} parts
 * @param {'expected' | 'got'} side
 */
function output(parts, side) {
  const own = parts.filter(([of, text]) => (of === 'both' || of === side) && text !== '');
  if (own.length === 0) return element('p', { class: 'nothing' }, 'nothing is printed');
  return element(
    'pre',
    { class: 'output' },
    ...own.map(([of, text]) =>
      of === 'both' ? visible(text) : element('mark', {}, visible(text).replaceAll('\n', '↵\n')),
    ),
  );
}

/**
 * @param {string} text
 * @returns {string}
 */
function visible(text) {
  return text.replaceAll(CONTROL, (character) =>
    character === '\x7f' ? '\u2421' : String.fromCharCode(0x2400 + character.charCodeAt(0)),
  );
}
