import { caseView, neighbours } from './case-view.js';
import { counted, element } from './dom.js';
import { failuresView } from './failures-view.js';
import { FilterBar } from './filter-bar.js';
import { endedEarly, runFacts, staleExpectations } from './run-facts.js';
import { reasonAt, showReason } from './judgement-view.js';
import { matrix } from './matrix.js';
import { Selection } from './selection.js';
import { currentState, go, NO_FILTERS, START } from './state.js';
import { summary } from './summary.js';
import { badge } from './verdicts.js';

/**
 * @typedef {import('../page-data').PageData} PageData
 * @typedef {import('../page-data').PageCase} PageCase
 */

/** Draws what the address says. */
class Page {
  /** @type {PageData} */
  #data;
  /** @type {FilterBar} */
  #filters;
  #main = element('main', { id: 'main', tabindex: -1 });
  /** What the filters choose from, or one case. */
  #content = element('div', { class: 'content' });
  /** @type {HTMLElement | null} */
  #failures;
  /** @type {Map<PageCase, string>} */
  #texts = new Map();
  /** The case that was drawn last. */
  #shownCase = '';

  /** @param {PageData} data */
  constructor(data) {
    this.#data = data;
    this.#filters = new FilterBar(data, () => this.draw());
    const { implementations, cases, holds, suite, linker } = data;
    document
      .getElementById('page')
      ?.replaceWith(
        element(
          'header',
          { class: 'top' },
          element('h1', {}, 'Coff2 conformance ', badge(holds ? 'pass' : 'fail')),
          element(
            'p',
            { class: 'note' },
            `${counted(implementations.length, 'implementation')}, ${counted(cases.length, 'case')}; ` +
              `suite ${suite}, goldens of ${linker}`,
          ),
          ...runFacts(implementations),
          ...endedEarly(implementations),
          ...staleExpectations(implementations),
        ),
        this.#main,
      );
    this.#failures = failuresView(data, START);
    this.#main.append(this.#filters.root, this.#content);
    window.addEventListener('hashchange', () => this.draw());
    document.addEventListener('keydown', (event) => this.#key(event));
    this.draw();
  }

  draw() {
    const state = currentState();
    const selection = new Selection(this.#data, state, this.#texts);
    const shown = selection.cases.length;
    const all = counted(this.#data.cases.length, 'case');
    this.#filters.show(state, `${shown} of ${all} shown`);
    const focused = document.activeElement?.id ?? '';
    const one = this.#case(state.case);
    if (state.case !== '') this.#failures?.remove();
    else if (this.#failures?.isConnected === false) this.#main.prepend(this.#failures);
    if (state.case === '') {
      const everything = { ...state, ...NO_FILTERS };
      this.#content.replaceChildren(
        summary(this.#data, new Selection(this.#data, everything, this.#texts), state),
        matrix(this.#data, selection, state),
      );
    } else if (one === undefined) {
      this.#content.replaceChildren(
        element('h2', { id: 'case-title', tabindex: -1 }, 'No such case'),
        element(
          'p',
          {},
          `This report has no case ${state.case}. `,
          element('a', { href: '#' }, 'All cases'),
        ),
      );
    } else {
      const update = Math.min(state.update, Math.max(one.updates.length, 1));
      this.#content.replaceChildren(caseView(this.#data, one, selection, { ...state, update }));
    }
    document.title = state.case === '' ? 'Coff2 conformance' : `${state.case} – Coff2 conformance`;
    if (state.case !== this.#shownCase) {
      // As if it were another page.
      window.scrollTo(0, 0);
      const reason = state.at === '' ? null : reasonAt(this.#content, state.at);
      if (reason !== null) showReason(reason);
      else (document.getElementById('case-title') ?? this.#main).focus({ preventScroll: true });
      this.#shownCase = state.case;
    } else if (focused !== '') {
      document.getElementById(focused)?.focus({ preventScroll: true });
    }
  }

  /**
   * @param {string} name
   * @returns {PageCase | undefined}
   */
  #case(name) {
    return this.#data.cases.find((one) => one.name === name);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { target } = event;
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) return;
    const state = currentState();
    const one = this.#case(state.case);
    if (one === undefined) {
      if (event.key === '/' && state.case === '') {
        event.preventDefault();
        this.#filters.focusSearch();
      }
      return;
    }
    // What scrolls by itself has the arrow keys for that.
    const isScrolling = target instanceof HTMLElement && target.matches('.scroll');
    const { before, after } = neighbours(one, new Selection(this.#data, state, this.#texts));
    if (event.key === 'Escape') go({ case: '' });
    else if (event.key === 'ArrowLeft' && !isScrolling && state.update > 1) {
      go({ update: Math.min(state.update, one.updates.length + 1) - 1 });
    } else if (event.key === 'ArrowRight' && !isScrolling && state.update < one.updates.length) {
      go({ update: state.update + 1 });
    } else if (event.key === 'p' && before !== null) go({ case: before, update: 1 });
    else if (event.key === 'n' && after !== null) go({ case: after, update: 1 });
  }
}

new Page(JSON.parse(document.getElementById('data')?.textContent ?? ''));
