import { element } from './dom.js';
import { amend, go } from './state.js';

/**
 * @typedef {import('../page-data').PageData} PageData
 * @typedef {import('./state.js').State} State
 */

/** The controls that choose what is shown. */
export class FilterBar {
  /** @type {HTMLElement} */
  root;
  /** @type {Map<'filter' | 'level' | 'host' | 'implementation', HTMLSelectElement>} */
  #choices = new Map();
  /** @type {HTMLInputElement} */
  #search;
  /** @type {HTMLElement} */
  #searchField;
  #status = element('p', { role: 'status', class: 'note' });

  /**
   * @param {PageData} data
   * @param {() => void} onSearch called when what is searched for has changed
   */
  constructor(data, onSearch) {
    this.#search = element('input', {
      type: 'search',
      id: 'search',
      placeholder: 'case, update, reason',
      autocomplete: 'off',
      spellcheck: 'false',
      input: () => {
        amend({ search: this.#search.value });
        onSearch();
      },
    });
    const judged = new Set(
      data.cases.flatMap(({ results }) =>
        results.flatMap((result) => (result?.updates ?? []).flat().map(([level]) => level)),
      ),
    );
    const levels = data.levels.filter((_level, index) => judged.has(index));
    const used = new Set(data.implementations.flatMap(({ hosts }) => hosts));
    const hosts = data.hosts.filter((_host, index) => used.has(index));
    this.#searchField = element('label', { for: 'search' }, 'Search', this.#search);
    this.root = element(
      'form',
      {
        class: 'filters',
        role: 'search',
        'aria-label': 'Filters',
        submit: (/** @type {Event} */ event) => event.preventDefault(),
      },
      this.#searchField,
      this.#choice('filter', 'Show', [
        ['', 'all'],
        ['failures', 'failures'],
        ['expected', 'expected failures'],
        ['unsupported', 'unsupported'],
      ]),
      this.#choice('level', 'Level', [['', 'all'], ...levels.map(twice)]),
      this.#choice('host', 'Host', [['', 'all'], ...hosts.map(twice)]),
      this.#choice('implementation', 'Implementation', [
        ['', 'all'],
        ...data.implementations.map(({ name }) => twice(name)),
      ]),
      this.#status,
    );
  }

  /**
   * Shows what the address says.
   * @param {State} state
   * @param {string} status what it comes to
   */
  show(state, status) {
    if (this.#status.textContent !== status) this.#status.textContent = status;
    for (const [name, select] of this.#choices) select.value = state[name];
    if (this.#search.value !== state.search) this.#search.value = state.search;
    // It finds cases, and is of no use in one.
    this.#searchField.hidden = state.case !== '';
  }

  focusSearch() {
    this.#search.focus();
    this.#search.select();
  }

  /**
   * @param {'filter' | 'level' | 'host' | 'implementation'} name
   * @param {string} title
   * @param {readonly (readonly [value: string, text: string])[]} options
   */
  #choice(name, title, options) {
    const select = element(
      'select',
      { id: name, change: () => go({ [name]: select.value }) },
      ...options.map(([value, text]) => element('option', { value }, text)),
    );
    this.#choices.set(name, select);
    return element('label', { for: name }, title, select);
  }
}

/**
 * @param {string} text
 * @returns {readonly [string, string]}
 */
function twice(text) {
  return [text, text];
}
