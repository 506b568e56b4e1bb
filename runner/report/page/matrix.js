import { element, scrolling } from './dom.js';
import { levelsOf, countsOf } from './selection.js';
import { address, NO_FILTERS } from './state.js';
import { countsInWords, FILTERS, legend, symbolOf, worst } from './verdicts.js';

/**
 * @typedef {import('../page-data').PageData} PageData
 * @typedef {import('../page-data').PageCase} PageCase
 * @typedef {import('./selection.js').Selection} Selection
 * @typedef {import('./selection.js').Judged} Judged
 * @typedef {import('./state.js').State} State
 * @typedef {{readonly index: number, readonly name: string, readonly levels: readonly string[]}} Columns
 */

/** Where the arrow keys go, in cells. @type {Readonly<Record<string, readonly [number, number]>>} */
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/**
 * Implementations by cases by levels.
 * @param {PageData} data
 * @param {Selection} selection
 * @param {State} state
 * @returns {HTMLElement}
 */
export function matrix(data, selection, state) {
  const { cases } = selection;
  // What a filter leaves nothing of would only take the room.
  const implementations = selection.implementations.filter((index) =>
    cases.some((one) => selection.isChosenFor(one, index)),
  );
  const columns = implementations.map((index) => ({
    index,
    name: data.implementations[index]?.name ?? '',
    levels: levelsOf(data, index).filter((level) => state.level === '' || level === state.level),
  }));
  return element(
    'section',
    { 'aria-labelledby': 'matrix-title' },
    element('h2', { id: 'matrix-title' }, 'Cases by level'),
    legend(),
    cases.length === 0
      ? element(
          'p',
          { class: 'nothing' },
          'Nothing is left to show. ',
          element(
            'a',
            {
              href: address(state, NO_FILTERS),
            },
            'Show everything',
          ),
        )
      : scrolling(
          'Cases by level, a table; arrow keys go from cell to cell',
          caseTable(cases, columns, selection, state),
        ),
  );
}

/**
 * @param {readonly PageCase[]} cases
 * @param {readonly Columns[]} columns
 * @param {Selection} selection
 * @param {State} state
 */
function caseTable(cases, columns, selection, state) {
  const made = element(
    'table',
    { class: 'matrix', keydown: moveFocus },
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        element('th', { scope: 'col', rowspan: 2 }, 'Case'),
        ...columns.map(({ name, levels }) =>
          element(
            'th',
            {
              scope: 'colgroup',
              colspan: Math.max(levels.length, 1),
              class: 'first',
              title: name,
            },
            element('span', { class: 'implementation' }, name),
          ),
        ),
      ),
      element(
        'tr',
        {},
        ...columns.flatMap(({ levels }) =>
          (levels.length === 0 ? ['–'] : levels).map((level, index) =>
            element(
              'th',
              { scope: 'col', class: index === 0 ? 'level first' : 'level' },
              element('span', {}, level),
            ),
          ),
        ),
      ),
    ),
    element('tbody', {}, ...cases.map((one) => row(one, columns, selection, state))),
  );
  // One stop for the tab key; from there the arrow keys go on.
  made.querySelector('tbody a')?.setAttribute('tabindex', '0');
  return made;
}

/**
 * @param {PageCase} one
 * @param {readonly Columns[]} columns
 * @param {Selection} selection
 * @param {State} state
 */
function row(one, columns, selection, state) {
  return element(
    'tr',
    {},
    element(
      'th',
      { scope: 'row' },
      element(
        'a',
        {
          href: address(state, { case: one.name, update: firstAbout(one, columns, selection) }),
          tabindex: -1,
        },
        one.name,
      ),
    ),
    ...columns.flatMap((column) => cells(one, column, selection, state)),
  );
}

/**
 * @param {PageCase} one
 * @param {Columns} column
 * @param {Selection} selection
 * @param {State} state
 */
function cells(one, { index, name, levels }, selection, state) {
  const result = one.results[index];
  if (result == null || result.refusal !== null) {
    const span = { colspan: Math.max(levels.length, 1), class: 'first' };
    if (result == null) return [element('td', span, symbolOf('none'))];
    const label = `${one.name}, ${name}: refused: ${result.refusal}`;
    return [
      element(
        'td',
        span,
        element(
          'a',
          {
            href: address(state, { case: one.name }),
            tabindex: -1,
            title: label,
            'aria-label': label,
          },
          element('span', { class: 'sign fail', 'aria-hidden': 'true' }, '✗ refused'),
        ),
      ),
    ];
  }
  const updates = result.updates.map((_judgements, update) => selection.judged(result, update));
  return (levels.length === 0 ? [''] : levels).map((level, position) => {
    const own = updates.map((judged) => judged.filter((each) => each.level === level));
    const counts = countsOf(own.flat());
    const sign = worst(counts);
    const attributes = { class: position === 0 ? 'first' : null };
    if (sign === 'none') return element('td', attributes, symbolOf(sign));
    const isAbout = own.flat().some(({ verdict }) => selection.isAbout(verdict));
    const label = `${one.name}, ${name}, ${level}: ${countsInWords(counts)}`;
    const update = own.findIndex((judged) => judged.some(({ verdict }) => verdict === sign)) + 1;
    return element(
      'td',
      attributes,
      element(
        'a',
        {
          href: address(state, { case: one.name, update, at: `${name}/${level}` }),
          tabindex: -1,
          title: label,
          'aria-label': label,
          class: isAbout ? null : 'aside',
        },
        symbolOf(sign, sign === 'pass' ? null : (counts[sign] ?? 0)),
      ),
    );
  });
}

/**
 * @param {PageCase} one
 * @param {readonly Columns[]} columns
 * @param {Selection} selection
 * @returns {number} the first update, from 1, that fails, or else is not as one would wish, as far
 *   as the filter is about that
 */
function firstAbout(one, columns, selection) {
  const updates = one.updates.map((_update, update) =>
    columns.flatMap(({ index }) => {
      const result = one.results[index];
      return result == null ? [] : selection.judged(result, update);
    }),
  );
  for (const verdicts of FILTERS.values()) {
    const found = updates.findIndex((judged) =>
      judged.some(({ verdict }) => verdicts.includes(verdict) && selection.isAbout(verdict)),
    );
    if (found >= 0) return found + 1;
  }
  return 1;
}

/** @param {KeyboardEvent} event */
function moveFocus(event) {
  const step = STEPS[event.key];
  const link = document.activeElement;
  const cell = link?.closest('td, th');
  const inRow = cell?.parentElement;
  const body = inRow?.parentElement;
  if (step === undefined || link === null || cell == null || inRow == null || body == null) return;
  event.preventDefault();
  const [down, right] = step;
  let rowIndex = [...body.children].indexOf(inRow);
  let column = [...inRow.children].indexOf(cell);
  // Cells without anything to open are passed over.
  for (;;) {
    rowIndex += down;
    column += right;
    const next = body.children[rowIndex]?.children[column];
    if (next === undefined) return;
    const target = next.querySelector('a');
    if (!(target instanceof HTMLElement)) continue;
    link.setAttribute('tabindex', '-1');
    target.setAttribute('tabindex', '0');
    target.focus();
    return;
  }
}
