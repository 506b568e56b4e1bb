/**
 * @typedef {Node | string | number | null} Child what an element may have inside; null is nothing
 * @typedef {string | number | boolean | null | ((event: any) => void)} Attribute a listener, or a
 *   value: true is there without one, null and false are not there
 */

/**
 * Makes an element. Text stays text: nothing here reads markup.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Readonly<Record<string, Attribute>>} attributes by name; listeners by the event's name
 * @param {readonly Child[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value !== null && value !== false) {
      made.setAttribute(name, value === true ? '' : String(value));
    }
  }
  for (const child of children) {
    if (child !== null) made.append(typeof child === 'number' ? String(child) : child);
  }
  return made;
}

/**
 * What is too wide for the page scrolls by itself, by keyboard too.
 * @param {string} label for those who do not see it
 * @param {readonly Child[]} children
 * @returns {HTMLElement}
 */
export function scrolling(label, ...children) {
  const attributes = { class: 'scroll', role: 'region', tabindex: 0, 'aria-label': label };
  return element('div', attributes, ...children);
}

/**
 * @param {number} count
 * @param {string} noun
 * @returns {string} "1 case", "2 cases"
 */
export function counted(count, noun) {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
