import { counted, element } from './dom.js';

/** @typedef {import('../page-data').PageImplementation} PageImplementation */

/**
 * When the runs were, how long they took, and what they used.
 * @param {readonly PageImplementation[]} implementations
 * @returns {readonly HTMLElement[]} nothing of runs that nothing is known of
 */
export function runFacts(implementations) {
  return implementations.flatMap(({ name, started, versions, milliseconds }) => {
    const facts = [
      ...(started === null ? [] : [`started ${dateOf(started)}`]),
      `took ${seconds(milliseconds)}`,
      ...Object.entries(versions).map(([what, version]) =>
        version.startsWith(what) ? version : `${what} ${version}`,
      ),
    ];
    const isKnown = started !== null || Object.keys(versions).length > 0;
    const whose = implementations.length === 1 ? '' : `${name}: `;
    return isKnown ? [element('p', { class: 'note' }, `${whose}${facts.join(', ')}`)] : [];
  });
}

/**
 * What a reader must know before all else: that a run did not get to its end.
 * @param {readonly PageImplementation[]} implementations
 * @returns {readonly HTMLElement[]}
 */
export function endedEarly(implementations) {
  return implementations.flatMap(({ name, ended }) =>
    ended === null
      ? []
      : [element('p', { class: 'notice' }, element('strong', {}, name), ` was ${ended}.`)],
  );
}

/**
 * Stale expectations, which fail a run although no case may.
 * @param {readonly PageImplementation[]} implementations
 * @returns {readonly HTMLElement[]}
 */
export function staleExpectations(implementations) {
  return implementations.flatMap(({ name, stale }) =>
    stale.length === 0
      ? []
      : [
          element(
            'p',
            { class: 'notice' },
            ...['The run of ', element('strong', {}, name)],
            ` fails: ${counted(stale.length, 'stale expectation')}, listed below the implementations.`,
          ),
        ],
  );
}

/**
 * @param {number} milliseconds
 * @returns {string}
 */
export function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** @param {string} started ISO 8601, UTC */
function dateOf(started) {
  return started.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC');
}
