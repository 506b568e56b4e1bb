import { counted, element } from './dom.js';
import { linkTo } from './failed-update-view.js';
import { commandView, reasonBody } from './reason-body.js';
import { address } from './state.js';
import { badge } from './verdicts.js';

/**
 * @typedef {import('../page-data').PageData} PageData
 * @typedef {import('../page-data').PageGroup} PageGroup
 * @typedef {import('../page-data').PageImage} PageImage
 * @typedef {import('../page-data').PagePlace} PagePlace
 * @typedef {import('./state.js').State} State
 * @typedef {import('./verdicts.js').Verdict} Verdict
 */

/**
 * What fails, by its likely cause: what one opens the page for.
 * @param {PageData} data
 * @param {State} start with no filters
 * @returns {HTMLElement | null} null if nothing fails
 */
export function failuresView(data, start) {
  const { implementations, groups } = data;
  const parts = implementations.flatMap(({ name }, index) => {
    const own = groups.filter(({ implementation }) => implementation === index);
    const refused = refusedCases(data, index, start);
    if (own.length === 0 && refused === null) return [];
    return [
      ...(implementations.length === 1 ? [] : [element('h3', {}, name)]),
      ...own.map((group, number) => causeView(data, group, `${index + 1}-${number + 1}`, start)),
      ...(refused === null ? [] : [refused]),
    ];
  });
  if (parts.length === 0) return null;
  return element(
    'section',
    { 'aria-labelledby': 'failures-title' },
    element('h2', { id: 'failures-title' }, 'Failures'),
    element(
      'p',
      { class: 'note' },
      `${counted(groups.length, 'group')} of failures that likely have one cause each, ` +
        'the largest first. The example of each is the one with the shortest explanation.',
    ),
    ...parts,
  );
}

/**
 * @param {PageData} data
 * @param {PageGroup} group
 * @param {string} number
 * @param {State} start
 */
function causeView(data, group, number, start) {
  const { implementation, verdict: verdictIndex, cause, cases, updates, example, places } = group;
  const verdict = /** @type {Verdict} */ (data.verdicts[verdictIndex]);
  const reason = data.reasons[example.reason];
  const id = `group-${number}`;
  const rest = places.filter((place) => place !== example && !isSame(place, example));
  const one = data.cases.find(({ name }) => name === example.case);
  const failed = one?.results[implementation]?.failed[example.update - 1];
  return element(
    'article',
    { class: `reason ${verdict}`, 'aria-labelledby': id },
    element(
      'h4',
      { id },
      badge(verdict),
      ' ',
      element('strong', {}, levelsIn(data, group.levels)),
      ` ${cause} `,
      element(
        'span',
        { class: 'note' },
        `${counted(updates, 'update')} of ${counted(cases, 'case')}`,
      ),
    ),
    element(
      'p',
      {},
      'For example ',
      placeLink(data, example, group, start),
      hostsIn(data, example),
    ),
    ...(reason === undefined ? [] : reasonBody(reason, true, cause)),
    commandView(failed?.command ?? null),
    ...differenceLinks(failed?.images ?? [], example),
    rest.length === 0
      ? null
      : element(
          'details',
          {},
          element('summary', {}, `The ${counted(rest.length, 'other failure')} of this group`),
          element(
            'ul',
            { class: 'places' },
            ...rest.map((place) =>
              element(
                'li',
                {},
                placeLink(data, place, group, start),
                hostsIn(data, place),
                `: ${data.reasons[place.reason]?.reason ?? ''}`,
              ),
            ),
          ),
        ),
  );
}

/**
 * @param {readonly PageImage[]} images
 * @param {PagePlace} place
 */
function differenceLinks(images, { hosts }) {
  return images.flatMap(({ difference, hosts: own }) =>
    difference === null || !own.some((host) => hosts.includes(host))
      ? []
      : [element('p', {}, linkTo(difference, 'All that differs from the golden'))],
  );
}

/**
 * @param {PagePlace} one
 * @param {PagePlace} other
 */
function isSame(one, other) {
  return one.case === other.case && one.update === other.update && one.reason === other.reason;
}

/**
 * @param {PageData} data
 * @param {PagePlace} place
 * @param {PageGroup} group
 * @param {State} start
 */
function placeLink(data, place, { implementation }, start) {
  const name = data.implementations[implementation]?.name ?? '';
  const level = data.levels[place.levels[0] ?? 0] ?? '';
  const one = data.cases.find((each) => each.name === place.case);
  const title = one?.updates[place.update - 1]?.name ?? '';
  const at = `${name}/${level}`;
  return element(
    'a',
    { href: address(start, { case: place.case, update: place.update, at }) },
    `${place.case}, ${title}`,
  );
}

/**
 * @param {PageData} data
 * @param {PagePlace} place
 */
function hostsIn(data, { hosts }) {
  return ` on ${hosts.map((host) => data.hosts[host]).join(', ')}`;
}

/**
 * @param {PageData} data
 * @param {readonly number[]} levels
 */
function levelsIn(data, levels) {
  return levels.map((level) => data.levels[level]).join(', ');
}

/**
 * @param {PageData} data
 * @param {number} implementation index
 * @param {State} start
 * @returns {HTMLElement | null} null if no case was refused
 */
function refusedCases(data, implementation, start) {
  const refused = data.cases.flatMap(({ name, results }) => {
    const refusal = results[implementation]?.refusal;
    return refusal == null ? [] : [{ name, refusal }];
  });
  if (refused.length === 0) return null;
  const id = `refused-${implementation + 1}`;
  return element(
    'article',
    { class: 'reason fail', 'aria-labelledby': id },
    element('h4', { id }, badge('fail'), ` ${counted(refused.length, 'case')} refused`),
    element(
      'ul',
      { class: 'places' },
      ...refused.map(({ name, refusal }) =>
        element(
          'li',
          {},
          element('a', { href: address(start, { case: name }) }, name),
          `: ${refusal.split('\n')[0] ?? ''}`,
        ),
      ),
    ),
  );
}
