import { element } from './dom.js';

/**
 * @typedef {'pass' | 'fail' | 'xfail' | 'xpass' | 'unsupported'} Verdict
 * @typedef {Verdict | 'none'} Sign a verdict, or that nothing was judged
 * @typedef {Partial<Record<Verdict, number>>} Counts how often there is each
 */

/**
 * How each is shown: never by colour alone.
 * @type {Readonly<Record<Sign, {readonly symbol: string, readonly word: string, readonly meaning: string}>>}
 */
const SIGNS = {
  fail: { symbol: '✗', word: 'fail', meaning: 'does not hold' },
  xpass: { symbol: '!', word: 'unexpected pass', meaning: 'holds, but was expected to fail' },
  xfail: { symbol: '◇', word: 'expected failure', meaning: 'fails as expected' },
  unsupported: { symbol: '?', word: 'unsupported', meaning: 'could not be judged here' },
  pass: { symbol: '✓', word: 'pass', meaning: 'holds' },
  none: { symbol: '·', word: 'nothing judged', meaning: 'nothing to judge' },
};

/** From what matters most. @type {readonly Verdict[]} */
export const WORST_FIRST = ['fail', 'xpass', 'xfail', 'unsupported', 'pass'];

/** What each choice of the filter is about. @type {ReadonlyMap<string, readonly Verdict[]>} */
export const FILTERS = new Map([
  ['failures', ['fail', 'xpass']],
  ['expected', ['xfail']],
  ['unsupported', ['unsupported']],
]);

/**
 * @param {Counts} counts
 * @returns {Sign} what matters most of them
 */
export function worst(counts) {
  return WORST_FIRST.find((verdict) => (counts[verdict] ?? 0) > 0) ?? 'none';
}

/**
 * @param {Counts} counts
 * @returns {string} "2 fail, 13 pass"
 */
export function countsInWords(counts) {
  const words = WORST_FIRST.flatMap((verdict) => {
    const count = counts[verdict] ?? 0;
    return count === 0 ? [] : [`${count} ${SIGNS[verdict].word}`];
  });
  return words.length === 0 ? SIGNS.none.word : words.join(', ');
}

/**
 * A verdict where there is room for a character or two.
 * @param {Sign} sign
 * @param {number | null} count shown behind it
 * @returns {HTMLElement}
 */
export function symbolOf(sign, count = null) {
  const text = `${SIGNS[sign].symbol}${count === null ? '' : count}`;
  return element('span', { class: `sign ${sign}`, 'aria-hidden': 'true' }, text);
}

/**
 * A verdict with its word.
 * @param {Sign} sign
 * @returns {HTMLElement}
 */
export function badge(sign) {
  return element('span', { class: `badge ${sign}` }, `${SIGNS[sign].symbol} ${SIGNS[sign].word}`);
}

/**
 * @param {Sign} sign
 * @returns {string}
 */
export function wordOf(sign) {
  return SIGNS[sign].word;
}

/** @returns {HTMLElement} what the symbols mean */
export function legend() {
  const signs = /** @type {readonly Sign[]} */ ([...WORST_FIRST].reverse()).concat('none');
  return element(
    'ul',
    { class: 'legend', 'aria-label': 'What the symbols mean' },
    ...signs.map((sign) => element('li', {}, symbolOf(sign), ` ${SIGNS[sign].meaning}`)),
  );
}
