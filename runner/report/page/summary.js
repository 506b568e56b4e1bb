import { counted, element, scrolling } from './dom.js';
import { seconds } from './run-facts.js';
import { levelsOf, countsOf } from './selection.js';
import { address } from './state.js';
import { badge, countsInWords, symbolOf, WORST_FIRST, worst } from './verdicts.js';

/**
 * @typedef {import('../page-data').PageData} PageData
 * @typedef {import('./selection.js').Selection} Selection
 * @typedef {import('./state.js').State} State
 */

/** Where a click on a verdict leads. @type {Readonly<Record<string, string>>} */
const FILTER_OF = {
  fail: 'failures',
  xpass: 'failures',
  xfail: 'expected',
  unsupported: 'unsupported',
  pass: '',
};

/**
 * How each implementation fared, over all cases.
 * @param {PageData} data
 * @param {Selection} everything without filters
 * @param {State} state
 * @returns {HTMLElement}
 */
export function summary(data, everything, state) {
  const perImplementation = data.implementations.map((_one, index) => levelsOf(data, index));
  const levels = data.levels.filter((level) =>
    perImplementation.some((own) => own.includes(level)),
  );
  const rows = data.implementations.map((implementation, index) => {
    const results = data.cases.flatMap(({ results: all }) => all[index] ?? []);
    const judged = results.flatMap((result) => everything.allJudged(result));
    const holding = results.filter(
      (result) =>
        result.refusal === null &&
        !everything.allJudged(result).some(({ verdict }) => /^(fail|xpass)$/.test(verdict)),
    ).length;
    const { name, identity, holds, hosts, stale, milliseconds } = implementation;
    const counts = countsOf(judged);
    return element(
      'tr',
      {},
      element(
        'th',
        { scope: 'row' },
        element('strong', {}, name),
        identity === null || identity === name
          ? null
          : element('span', { class: 'note' }, identity),
        element('span', { class: 'note' }, hosts.map((host) => data.hosts[host]).join(', ')),
      ),
      element(
        'td',
        {},
        badge(holds ? 'pass' : 'fail'),
        stale.length === 0
          ? null
          : element('span', { class: 'note' }, counted(stale.length, 'stale expectation')),
      ),
      element('td', { class: 'number' }, `${holding}/${results.length}`),
      element(
        'td',
        { class: 'counts' },
        ...WORST_FIRST.filter((verdict) => (counts[verdict] ?? 0) > 0).map((verdict) =>
          element(
            'a',
            {
              href: address(state, {
                implementation: name,
                filter: FILTER_OF[verdict] ?? '',
                level: '',
                host: '',
                search: '',
              }),
              title: `show them: ${countsInWords({ [verdict]: counts[verdict] ?? 0 })}`,
              'aria-label': countsInWords({ [verdict]: counts[verdict] ?? 0 }),
            },
            symbolOf(verdict, counts[verdict] ?? 0),
          ),
        ),
      ),
      ...levels.map((level) => {
        const own = countsOf(judged.filter((one) => one.level === level));
        const all = Object.values(own).reduce((sum, count) => sum + count, 0);
        const { pass = 0, unsupported = 0 } = own;
        const sign = worst(own);
        return element(
          'td',
          { class: 'number', title: countsInWords(own) },
          all === unsupported ? '– ' : `${pass}/${all - unsupported} `,
          all === 0 || sign === 'pass' ? null : symbolOf(sign),
        );
      }),
      element('td', { class: 'number' }, seconds(milliseconds)),
    );
  });
  const table = element(
    'table',
    { class: 'summary' },
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...['Implementation', 'Holds', 'Cases', 'Verdicts', ...levels, 'Time'].map((title) =>
          element('th', { scope: 'col' }, title),
        ),
      ),
    ),
    element('tbody', {}, ...rows),
  );
  return element(
    'section',
    { 'aria-labelledby': 'summary-title' },
    element('h2', { id: 'summary-title' }, 'Implementations'),
    scrolling('Implementations, a table', table),
    ...data.implementations.flatMap(({ name, stale }) =>
      stale.length === 0
        ? []
        : [
            element(
              'h3',
              {},
              `Stale expectations of ${name}: nothing that was judged matches them`,
            ),
            element('ul', { class: 'stale' }, ...stale.map((entry) => element('li', {}, entry))),
          ],
    ),
  );
}
