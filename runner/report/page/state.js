/**
 * What is shown: all of it stands in the address behind "#", so that it survives a reload, can be
 * sent to others, and goes back and forward.
 * @typedef {object} State
 * @property {string} case name of the case that is open; "" for the matrix
 * @property {number} update of that case, from 1
 * @property {string} implementation "" for all
 * @property {string} filter "" for all, or a key of FILTERS
 * @property {string} level "" for all
 * @property {string} host "" for all
 * @property {string} search words, all of which are to be found
 * @property {string} at "IMPLEMENTATION/LEVEL": what to go to in the case that is opened; "" for its top
 */

/** Shows everything. */
export const NO_FILTERS = { filter: '', level: '', host: '', implementation: '', search: '' };

/** @type {State} */
export const START = {
  case: '',
  update: 1,
  ...NO_FILTERS,
  at: '',
};

/** @returns {State} what the address says */
export function currentState() {
  const given = new URLSearchParams(location.hash.slice(1));
  const update = Number(given.get('update') ?? '1');
  return {
    case: given.get('case') ?? '',
    update: Number.isInteger(update) && update > 0 ? update : 1,
    implementation: given.get('implementation') ?? '',
    filter: given.get('filter') ?? '',
    level: given.get('level') ?? '',
    host: given.get('host') ?? '',
    search: given.get('search') ?? '',
    at: given.get('at') ?? '',
  };
}

/**
 * @param {State} state
 * @param {Partial<State>} changes
 * @returns {string} the address, from "#" on, of a state that differs in these
 */
export function address(state, changes) {
  // Where to go to is of the one link that says so.
  const changed = { ...state, at: '', ...changes };
  if (changed.case === '') changed.update = 1;
  const said = Object.entries(changed)
    .filter(([name, value]) => value !== START[/** @type {keyof State} */ (name)])
    .map(([name, value]) => /** @type {[string, string]} */ ([name, String(value)]));
  return `#${new URLSearchParams(said)}`;
}

/**
 * Goes on to another state.
 * @param {Partial<State>} changes
 */
export function go(changes) {
  location.hash = address(currentState(), changes);
}

/**
 * Changes the state without a step in the history: what is typed is not gone back through.
 * @param {Partial<State>} changes
 */
export function amend(changes) {
  history.replaceState(null, '', address(currentState(), changes));
}
