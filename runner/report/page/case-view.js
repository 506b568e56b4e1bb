import { element, scrolling } from './dom.js';
import {
  addressOf,
  commandViews,
  failingOf,
  linkTo,
  madeViews,
  sourceViews,
} from './failed-update-view.js';
import { judgementViews } from './judgement-view.js';
import { seconds } from './run-facts.js';
import { countsOf } from './selection.js';
import { address } from './state.js';
import { changedLines, FIRST_SIGN, INDENTED_SIGN } from './text-view.js';
import { badge, countsInWords, symbolOf, worst } from './verdicts.js';

/**
 * @typedef {import('../page-data').PageData} PageData
 * @typedef {import('../page-data').PageCase} PageCase
 * @typedef {import('../page-data').PageUpdate} PageUpdate
 * @typedef {import('./selection.js').Selection} Selection
 * @typedef {import('./state.js').State} State
 */

/**
 * One case: its updates in order, and all about one of them.
 * @param {PageData} data
 * @param {PageCase} one
 * @param {Selection} selection
 * @param {State} state
 * @returns {HTMLElement}
 */
export function caseView(data, one, selection, state) {
  const { update: number } = state;
  const update = one.updates[number - 1];
  return element(
    'article',
    { class: 'case', 'aria-labelledby': 'case-title' },
    caseHeading(one, selection, state),
    ...refusals(data, one, selection),
    ...(one.updates.length === 0 ? [] : [timeline(one, selection, state)]),
    ...(update === undefined ? [] : updateView(data, one, update, selection, state)),
  );
}

/**
 * Cases before and after one, of those that are shown.
 * @param {PageCase} one
 * @param {Selection} selection
 * @returns {{readonly before: string | null, readonly after: string | null}} their names
 */
export function neighbours(one, selection) {
  const { cases } = selection;
  const index = cases.indexOf(one);
  if (index < 0) return { before: null, after: cases[0]?.name ?? null };
  return { before: cases[index - 1]?.name ?? null, after: cases[index + 1]?.name ?? null };
}

/**
 * @param {PageCase} one
 * @param {Selection} selection
 * @param {State} state
 */
function caseHeading(one, selection, state) {
  const { before, after } = neighbours(one, selection);
  return element(
    'header',
    {},
    element(
      'nav',
      { 'aria-label': 'Cases', class: 'steps' },
      element('a', { href: address(state, { case: '' }), id: 'all-cases' }, '← all cases'),
      step(
        'previous-case',
        'previous case',
        before === null ? null : address(state, { case: before, update: 1 }),
      ),
      step(
        'next-case',
        'next case',
        after === null ? null : address(state, { case: after, update: 1 }),
      ),
    ),
    element('h2', { id: 'case-title', tabindex: -1 }, one.name),
    element(
      'p',
      { class: 'note' },
      element('span', { class: 'path' }, placeOf(one, state.update)),
      ...times(one, selection),
    ),
  );
}

/**
 * @param {PageCase} one
 * @param {number} update from 1
 * @returns {string} "cases/hello.incr:12"
 */
function placeOf({ file, updates }, update) {
  const line = updates[update - 1]?.line ?? null;
  return line === null ? file : `${file}:${line}`;
}

/**
 * @param {PageCase} one
 * @param {Selection} selection
 * @returns {readonly string[]} how long the case took
 */
function times({ results }, { implementations }) {
  const own = implementations.flatMap((index) => results[index] ?? []);
  const all = own.map(({ milliseconds }) => seconds(milliseconds)).join(', ');
  return own.length === 0 ? [] : [`, judged in ${all}`];
}

/**
 * A link, or, where it would lead nowhere, its text.
 * @param {string} id
 * @param {string} text
 * @param {string | null} href
 */
function step(id, text, href) {
  return href === null
    ? element('span', { class: 'off', id, 'aria-disabled': 'true' }, text)
    : element('a', { href, id }, text);
}

/**
 * @param {PageData} data
 * @param {PageCase} one
 * @param {Selection} selection
 */
function refusals(data, one, selection) {
  return selection.implementations.flatMap((index) => {
    const refusal = one.results[index]?.refusal;
    if (refusal == null) return [];
    return [
      element(
        'article',
        { class: 'reason fail' },
        element(
          'h3',
          {},
          badge('fail'),
          ' ',
          element('strong', {}, data.implementations[index]?.name ?? ''),
          ' the case was refused',
        ),
        scrolling('Why', element('pre', { class: 'code' }, refusal)),
      ),
    ];
  });
}

/**
 * @param {PageCase} one
 * @param {Selection} selection
 * @param {State} state
 */
function timeline(one, selection, state) {
  const { update: current } = state;
  const last = one.updates.length;
  const to = (/** @type {number} */ update) =>
    update < 1 || update > last ? null : address(state, { update });
  return element(
    'nav',
    { 'aria-label': 'Updates', class: 'timeline' },
    element(
      'ol',
      {},
      ...one.updates.map(({ name }, index) => {
        const counts = countsOf(judgedOf(one, index, selection));
        const label = `update ${index + 1}, ${name}: ${countsInWords(counts)}`;
        return element(
          'li',
          {},
          element(
            'a',
            {
              href: address(state, { update: index + 1 }),
              id: `update-${index + 1}`,
              'aria-current': index + 1 === current ? 'step' : null,
              'aria-label': label,
              title: label,
            },
            symbolOf(worst(counts)),
            element('span', {}, `${index + 1} ${name}`),
          ),
        );
      }),
    ),
    element(
      'p',
      { class: 'steps' },
      step('previous-update', '← previous update', to(current - 1)),
      step('next-update', 'next update →', to(current + 1)),
      element(
        'span',
        { class: 'note keys' },
        'keys: ',
        key('←'),
        ' ',
        key('→'),
        ' updates, ',
        key('p'),
        ' ',
        key('n'),
        ' cases, ',
        key('Esc'),
        ' all cases',
      ),
    ),
  );
}

/** @param {string} name */
function key(name) {
  return element('kbd', {}, name);
}

/**
 * @param {PageCase} one
 * @param {number} update from 0
 * @param {Selection} selection
 */
function judgedOf(one, update, selection) {
  return selection.implementations.flatMap((index) => {
    const result = one.results[index];
    return result == null ? [] : selection.judged(result, update);
  });
}

/**
 * @param {PageData} data
 * @param {PageCase} one
 * @param {PageUpdate} update
 * @param {Selection} selection
 * @param {State} state
 */
function updateView(data, one, update, selection, state) {
  const index = state.update - 1;
  const judgings = selection.implementations.flatMap((implementation) => {
    const result = one.results[implementation];
    const judged = result == null ? [] : selection.judged(result, index);
    const name = data.implementations[implementation]?.name ?? '';
    return judged.length === 0 ? [] : [{ implementation: name, judged }];
  });
  const failing = failingOf(data, one, index, selection.implementations);
  const layout = section(
    'Layout',
    element(
      'div',
      { class: failing.some(({ failed }) => failed.images.length > 0) ? 'pair' : null },
      picture(one, update, state.update),
      ...madeViews(data, failing, `${one.name} after update ${state.update}, ${update.name}`),
    ),
  );
  const changed = section('What changed', ...changeViews(update));
  const handed = sourceViews(one, update);
  return [
    element('h3', { id: 'update-title' }, `Update ${state.update}: ${update.name}`),
    section(
      'Judgements',
      ...(judgings.length === 0
        ? [element('p', { class: 'nothing' }, 'Nothing was judged, or the filters leave nothing.')]
        : judgementViews(data, judgings, (verdict) => selection.isAbout(verdict), {
            case: one.name,
            update: state.update,
          })),
      ...commandViews(failing),
    ),
    ...(handed.length === 0 ? [] : [section('What was handed over', ...handed)]),
    // What it made is the question where it fails; otherwise, what the update does.
    ...(failing.length === 0 ? [changed, layout] : [layout, changed]),
  ];
}

/**
 * @param {string} title
 * @param {readonly (HTMLElement | null)[]} children
 */
function section(title, ...children) {
  const id = `${title.toLowerCase().replaceAll(' ', '-')}-title`;
  return element('section', { 'aria-labelledby': id }, element('h4', { id }, title), ...children);
}

/** @param {PageUpdate} update */
function changeViews({ change }) {
  if (change === null) {
    return [element('p', { class: 'nothing' }, 'There is no golden image of this update.')];
  }
  const { summary, explained, nodes } = change;
  const isDiff = nodes.startsWith('@@');
  return [
    element('p', {}, `In the golden: ${summary}`),
    ...(explained === ''
      ? []
      : [scrolling('What changed, explained', changedLines(explained, INDENTED_SIGN))]),
    ...(nodes === ''
      ? []
      : [
          element(
            'details',
            {},
            element('summary', {}, isDiff ? 'Node dump, as a diff' : 'Node dump'),
            scrolling('Node dump', changedLines(nodes, isDiff ? FIRST_SIGN : /^(?!)/)),
          ),
        ]),
  ];
}

/**
 * @param {PageCase} one
 * @param {PageUpdate} update
 * @param {number} number
 */
function picture(one, update, number) {
  if (update.picture === null) {
    return element('p', { class: 'nothing' }, 'There is no golden picture of this update.');
  }
  const text = `Layout of ${one.name} after update ${number}, ${update.name}: nodes in the file, sections in memory`;
  return element(
    'figure',
    {},
    element(
      'figcaption',
      {},
      element('strong', {}, 'The golden, on linux-tmpfs'),
      ' ',
      linkTo(update.picture, 'Open the picture'),
    ),
    scrolling(
      'Layout, a picture',
      element('img', { src: addressOf(update.picture), alt: text, loading: 'lazy' }),
    ),
  );
}
