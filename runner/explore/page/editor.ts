import { button, element } from './dom';
import type { Session } from './session';

/** Milliseconds after the last key until a text is linked. */
const DELAY = 350;

/** The text of the case or script, which can be edited. */
export class Editor {
  readonly element: HTMLElement;
  readonly #text = element('textarea', {
    spellcheck: 'false',
    autocomplete: 'off',
    wrap: 'off',
    'aria-label': 'Source: edit it, and it is linked again',
  });
  readonly #told = element('p', { class: 'told', role: 'status' });
  readonly #edited: (text: string) => void;
  #session: Session | null = null;
  /** The text that was linked when it was last shown. */
  #linked = '';
  #timer: number | undefined;

  /** @param edited links a text */
  constructor(edited: (text: string) => void) {
    this.#edited = edited;
    this.#text.addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => {
        this.#edited(this.#text.value);
      }, DELAY);
    });
    this.element = element(
      'div',
      { class: 'editor' },
      element(
        'div',
        { class: 'tools' },
        button('Reset', 'go back to the text as it was', () => {
          const original = this.#session?.entry.text ?? '';
          this.#text.value = original;
          this.#edited(original);
        }),
        this.#told,
      ),
      this.#text,
    );
  }

  show(session: Session): void {
    // A text with a mistake stays: the one that is linked is then another, and the same as before.
    if (session !== this.#session || session.text !== this.#linked) {
      this.#session = session;
      this.#linked = session.text;
      if (this.#text.value !== session.text) this.#text.value = session.text;
    }
    const { problem, isEdited, editCode, entry } = session;
    this.#told.className = problem === null ? 'told' : 'told refused';
    this.#told.textContent =
      problem ??
      (isEdited
        ? `${entry.file}, edited. ${
            editCode === null
              ? 'The edit is too large for the address of the page: a link shows the text as it was.'
              : 'The address of the page holds the edit.'
          }`
        : `${entry.file}, as it is.`);
  }

  /** Selects a line, and scrolls to it. @param line from 1 */
  goToLine(line: number): void {
    const lines = this.#text.value.split('\n');
    const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    this.#text.focus();
    this.#text.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
    const lineHeight = this.#text.scrollHeight / Math.max(1, lines.length);
    this.#text.scrollTop = Math.max(0, (line - 4) * lineHeight);
  }
}
