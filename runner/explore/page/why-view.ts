import type { Reason } from '../why/reason';
import { element } from './dom';
import type { Frame } from './frame';

/** What happened in the step, and why. */
export class WhyView {
  readonly element: HTMLElement;
  #body = element('div');
  readonly #openSource: (file: string, line: number) => void;

  /** @param openSource shows a line of the source */
  constructor(openSource: (file: string, line: number) => void) {
    this.#openSource = openSource;
    this.element = element(
      'section',
      { class: 'pane why', 'aria-live': 'polite' },
      element('h2', {}, 'Why'),
      this.#body,
    );
  }

  show({ exploration, step }: Frame): void {
    const placed = exploration.source.ops[step.op];
    // A new element starts at its top; to scroll the old one, the browser would lay out the page once more.
    const body = element(
      'div',
      { class: 'why-body' },
      element(
        'p',
        { class: 'step-title' },
        element('strong', {}, step.title),
        placed === undefined
          ? null
          : element(
              'button',
              {
                type: 'button',
                class: 'link',
                click: () => {
                  this.#openSource(placed.file, placed.line);
                },
              },
              `${placed.file}:${placed.line}, op ${step.op + 1}`,
            ),
      ),
      element('ol', {}, ...step.why.map(reasonItem)),
    );
    this.#body.replaceWith(body);
    this.#body = body;
  }
}

function reasonItem({ text, upstream, file, quirk }: Reason): HTMLElement {
  return element(
    'li',
    { class: quirk === null ? '' : 'quirk' },
    quirk === null ? null : element('span', { class: 'badge' }, `quirk ${quirk}`),
    element('span', { class: 'sentence' }, text),
    element('small', {}, `upstream: ${upstream} · here: ${file}`),
  );
}
