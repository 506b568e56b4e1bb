import { element, scrolling } from './dom.js';
import { reasonBody } from './reason-body.js';
import { badge, symbolOf, WORST_FIRST, wordOf } from './verdicts.js';

/** The host profiles that the explorer has; a compiler is judged on modes instead. */
const EXPLORED_HOSTS = ['linux-ext4', 'linux-tmpfs', 'windows'];

/**
 * @typedef {import('../page-data').PageData} PageData
 * @typedef {import('../page-data').PageReason} PageReason
 * @typedef {import('./selection.js').Judged} Judged
 * @typedef {import('./verdicts.js').Verdict} Verdict
 */

/**
 * What one implementation made of the update that is shown.
 * @typedef {object} Judging
 * @property {string} implementation
 * @property {readonly Judged[]} judged
 */

/**
 * The update that is shown.
 * @typedef {object} ShownUpdate
 * @property {string} case its name
 * @property {number} update its number, from 1
 */

/**
 * Judgements of one implementation that say the same.
 * @typedef {object} Group
 * @property {string} id of its element
 * @property {string} implementation
 * @property {Verdict} verdict
 * @property {PageReason} reason
 * @property {Set<string>} levels
 * @property {Set<string>} hosts
 */

/**
 * All judgements of one update: as a table, and at length what is no pass.
 * @param {PageData} data
 * @param {readonly Judging[]} judgings
 * @param {(verdict: Verdict) => boolean} isAbout whether the filter is about a verdict
 * @param {ShownUpdate} shown
 * @returns {readonly HTMLElement[]}
 */
export function judgementViews(data, judgings, isAbout, shown) {
  /** @type {Map<string, Group>} */
  const groups = new Map();
  for (const { implementation, judged } of judgings) {
    for (const { level, host, verdict, reason: index } of judged) {
      const reason = index === null ? undefined : data.reasons[index];
      if (reason === undefined) continue;
      const key = keyOf(implementation, verdict, index);
      const known = groups.get(key);
      if (known === undefined) {
        const id = `reason-${groups.size + 1}`;
        const levels = new Set([level]);
        const hosts = new Set([host]);
        groups.set(key, { id, implementation, verdict, reason, levels, hosts });
      } else {
        known.levels.add(level);
        known.hosts.add(host);
      }
    }
  }
  const told = [...groups.values()]
    .filter(({ verdict }) => isAbout(verdict))
    .sort((one, other) => WORST_FIRST.indexOf(one.verdict) - WORST_FIRST.indexOf(other.verdict));
  return [
    scrolling('Judgements, a table', judgementTable(data, judgings, groups)),
    ...(told.length === 0
      ? []
      : [
          element(
            'div',
            { class: 'reasons' },
            ...told.map((group) => groupView(group, data, shown)),
          ),
        ]),
  ];
}

/**
 * @param {string} implementation
 * @param {Verdict} verdict
 * @param {number | null} reason
 */
function keyOf(implementation, verdict, reason) {
  return JSON.stringify([implementation, verdict, reason]);
}

/**
 * @param {PageData} data
 * @param {readonly Judging[]} judgings
 * @param {ReadonlyMap<string, Group>} groups
 */
function judgementTable(data, judgings, groups) {
  const all = judgings.flatMap(({ judged }) => judged);
  const levels = data.levels.filter((level) => all.some((one) => one.level === level));
  return element(
    'table',
    { class: 'judgements' },
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...['Implementation', 'Host', ...levels].map((title) =>
          element('th', { scope: 'col' }, title),
        ),
      ),
    ),
    ...judgings.map(({ implementation, judged }) => {
      const hosts = data.hosts.filter((host) => judged.some((one) => one.host === host));
      return element(
        'tbody',
        {},
        ...hosts.map((host, index) =>
          element(
            'tr',
            {},
            index > 0
              ? null
              : element('th', { scope: 'rowgroup', rowspan: hosts.length }, implementation),
            element('th', { scope: 'row' }, host),
            ...levels.map((level) => {
              const one = judged.find((each) => each.level === level && each.host === host);
              if (one === undefined) return element('td', {}, symbolOf('none'));
              const label = `${implementation}, ${level} on ${host}: ${wordOf(one.verdict)}`;
              const group = groups.get(keyOf(implementation, one.verdict, one.reason));
              if (group === undefined) {
                return element('td', { title: label, 'aria-label': label }, symbolOf(one.verdict));
              }
              return element(
                'td',
                {},
                element(
                  'button',
                  {
                    type: 'button',
                    title: `${label}: ${group.reason.reason}`,
                    'aria-label': `${label}; go to its reason`,
                    click: () => showReason(document.getElementById(group.id)),
                  },
                  symbolOf(one.verdict),
                ),
              );
            }),
          ),
        ),
      );
    }),
  );
}

/**
 * @param {HTMLElement} root
 * @param {string} at "IMPLEMENTATION/LEVEL"
 * @returns {HTMLElement | null} where it is told why that is no pass
 */
export function reasonAt(root, at) {
  const all = /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll('.reason'));
  return [...all].find(({ dataset }) => dataset['at']?.split('\n').includes(at)) ?? null;
}

/** @param {HTMLElement | null} reason */
export function showReason(reason) {
  reason?.focus({ preventScroll: true });
  reason?.scrollIntoView({ block: 'start' });
}

/**
 * Links to the explorer, where the reference links this update: one for each host.
 * @param {PageData} data
 * @param {ShownUpdate} shown
 * @param {Group} group
 * @returns {HTMLElement | null}
 */
function explorerLinks(data, shown, { hosts, implementation }) {
  const explorable = [...hosts].filter((host) => EXPLORED_HOSTS.includes(host));
  if (!data.explored.includes(shown.case) || explorable.length === 0) return null;
  const links = explorable.flatMap((host, index) => {
    const said = new URLSearchParams({ case: shown.case, host, update: String(shown.update) });
    if (implementation !== 'reference') said.set('judged', implementation);
    if (implementation !== 'reference' && hasPicture(data, shown, implementation, host)) {
      said.set('with', 'judged');
    }
    const link = element('a', { href: `explorer/index.html#${said}` }, host);
    return index === 0 ? [link] : [', ', link];
  });
  return element('p', {}, 'See how the reference links this update, step by step: ', ...links);
}

/**
 * @param {PageData} data
 * @param {ShownUpdate} shown
 * @param {string} implementation
 * @param {string} host
 * @returns {boolean} whether there is a picture of what an implementation made
 */
function hasPicture({ cases, implementations, hosts }, shown, implementation, host) {
  const index = implementations.findIndex(({ name }) => name === implementation);
  const result = cases.find(({ name }) => name === shown.case)?.results[index];
  return (result?.failed[shown.update - 1]?.images ?? []).some(
    (image) => image.picture !== null && image.hosts.includes(hosts.indexOf(host)),
  );
}

/**
 * @param {Group} group
 * @param {PageData} data
 * @param {ShownUpdate} shown
 */
function groupView(group, data, shown) {
  const { id, implementation, verdict, reason, levels, hosts } = group;
  const { outcome } = reason;
  const what = `${[...levels].join(', ')} on ${[...hosts].join(', ')}`;
  const isFailure = verdict === 'fail' || verdict === 'xpass';
  return element(
    'article',
    {
      class: `reason ${verdict}`,
      id,
      tabindex: -1,
      'aria-labelledby': `${id}-title`,
      'data-at': [...levels].map((level) => `${implementation}/${level}`).join('\n'),
    },
    element(
      'h5',
      { id: `${id}-title` },
      badge(verdict),
      ' ',
      element('strong', {}, implementation),
      ` ${what}`,
      outcome === null ? null : element('span', { class: 'outcome' }, outcome),
    ),
    ...reasonBody(reason, isFailure),
    isFailure ? explorerLinks(data, shown, group) : null,
  );
}
