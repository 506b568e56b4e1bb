import { FILTERS } from './verdicts.js';

/**
 * @typedef {import('../page-data').PageData} PageData
 * @typedef {import('../page-data').PageCase} PageCase
 * @typedef {import('../page-data').PageResult} PageResult
 * @typedef {import('../page-data').PageReason} PageReason
 * @typedef {import('./state.js').State} State
 * @typedef {import('./verdicts.js').Verdict} Verdict
 * @typedef {import('./verdicts.js').Counts} Counts
 */

/**
 * One judgement, in words.
 * @typedef {object} Judged
 * @property {string} level
 * @property {string} host
 * @property {Verdict} verdict
 * @property {number | null} reason index of its reason
 */

/** What of a report is shown under the filters. */
export class Selection {
  /** @type {PageData} */
  #data;
  /** @type {State} */
  #state;
  /** All that is said of a case in small letters, once it was searched. @type {Map<PageCase, string>} */
  #texts;

  /**
   * @param {PageData} data
   * @param {State} state
   * @param {Map<PageCase, string>} texts kept from one selection to the next
   */
  constructor(data, state, texts) {
    this.#data = data;
    this.#state = state;
    this.#texts = texts;
  }

  /** @returns {readonly number[]} indices of the implementations that are shown */
  get implementations() {
    const { implementation } = this.#state;
    return this.#data.implementations.flatMap(({ name }, index) =>
      implementation === '' || implementation === name ? [index] : [],
    );
  }

  /** @returns {readonly PageCase[]} cases that are shown */
  get cases() {
    const words = this.#state.search.toLowerCase().split(/\s+/).filter(Boolean);
    return this.#data.cases.filter(
      (one) =>
        this.implementations.some((index) => this.isChosenFor(one, index)) &&
        words.every((word) => this.#textOf(one).includes(word)),
    );
  }

  /**
   * What was judged of one update, as far as level and host are shown.
   * @param {PageResult} result
   * @param {number} update from 0
   * @returns {readonly Judged[]}
   */
  judged(result, update) {
    const { levels, hosts, verdicts } = this.#data;
    const { level, host } = this.#state;
    return (result.updates[update] ?? [])
      .map(([levelIndex, hostIndex, verdictIndex, reason]) => ({
        level: levels[levelIndex] ?? '',
        host: hosts[hostIndex] ?? '',
        verdict: /** @type {Verdict} */ (verdicts[verdictIndex]),
        reason: reason ?? null,
      }))
      .filter((one) => (level === '' || one.level === level) && (host === '' || one.host === host));
  }

  /**
   * @param {PageResult} result
   * @returns {readonly Judged[]} the same, of all updates
   */
  allJudged(result) {
    return result.updates.flatMap((_judgements, update) => this.judged(result, update));
  }

  /**
   * @param {Verdict} verdict
   * @returns {boolean} whether the filter is about it
   */
  isAbout(verdict) {
    const verdicts = FILTERS.get(this.#state.filter);
    return verdicts === undefined || verdicts.includes(verdict);
  }

  /**
   * @param {PageCase} one
   * @param {number} implementation index
   * @returns {boolean} whether the filters leave anything of what it made of a case
   */
  isChosenFor(one, implementation) {
    const result = one.results[implementation];
    if (result == null) return false;
    const { filter, level, host } = this.#state;
    const isAll = !FILTERS.has(filter);
    if (result.refusal !== null) return isAll || filter === 'failures';
    if (isAll && level === '' && host === '') return true;
    return this.allJudged(result).some(({ verdict }) => this.isAbout(verdict));
  }

  /** @param {PageCase} one */
  #textOf(one) {
    const known = this.#texts.get(one);
    if (known !== undefined) return known;
    const reasons = new Set(
      one.results.flatMap((result) =>
        (result?.updates ?? []).flatMap((judgements) => judgements.map(([, , , reason]) => reason)),
      ),
    );
    const text = [
      one.name,
      ...one.updates.map(({ name }) => name),
      ...one.results.map((result) => result?.refusal ?? ''),
      ...[...reasons].flatMap((index) => {
        const reason = index === undefined ? undefined : this.#data.reasons[index];
        return reason === undefined ? [] : [reason.reason, ...reason.details];
      }),
    ]
      .join('\n')
      .toLowerCase();
    this.#texts.set(one, text);
    return text;
  }
}

/**
 * @param {readonly {readonly verdict: Verdict}[]} judged
 * @returns {Counts}
 */
export function countsOf(judged) {
  /** @type {Counts} */
  const counts = {};
  for (const { verdict } of judged) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}

/**
 * @param {PageData} data
 * @param {number} implementation index
 * @returns {readonly string[]} what is judged of it in any case, in the order of all levels
 */
export function levelsOf({ levels, cases }, implementation) {
  const found = new Set(
    cases.flatMap((one) =>
      (one.results[implementation]?.updates ?? []).flatMap((judgements) =>
        judgements.map(([level]) => level),
      ),
    ),
  );
  return levels.filter((_level, index) => found.has(index));
}
