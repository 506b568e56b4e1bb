/** What an element may have inside; null is nothing. */
export type Child = Node | string | null;

/** A listener, or a value: true is there without one, null and false are not there. */
type Attribute = string | number | boolean | null | ((event: never) => void);

const SVG = 'http://www.w3.org/2000/svg';

/** Makes an element. Text stays text: nothing here reads markup. */
export function element<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[T] {
  return filled(document.createElement(tag), attributes, children);
}

/** Makes an element of a picture. */
export function svg<T extends keyof SVGElementTagNameMap>(
  tag: T,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[T] {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

function filled<E extends Element>(
  made: E,
  attributes: Readonly<Record<string, Attribute>>,
  children: readonly Child[],
): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value as EventListener);
    else if (value !== null && value !== false) {
      made.setAttribute(name, value === true ? '' : String(value));
    }
  }
  for (const child of children) if (child !== null) made.append(child);
  return made;
}

/** A button with a name for those who do not see it. */
export function button(
  text: string,
  label: string,
  press: () => void,
  attributes: Readonly<Record<string, Attribute>> = {},
): HTMLButtonElement {
  const all = { type: 'button', 'aria-label': label, title: label, click: press, ...attributes };
  return element('button', all, text);
}
