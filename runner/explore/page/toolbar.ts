import { HOST_NAMES } from '../../../reference';
import type { Direction } from '../find-step';
import { LIST, type Compared, type Shown } from './address';
import { button, element } from './dom';
import type { Frame } from './frame';
import type { Session } from './session';

/** What a search looks for. */
export const SEARCHES = {
  text: 'text of a step',
  node: 'this node moves',
  bytes: 'this byte changes',
  quirk: 'a quirk decides',
  update: 'an update ends',
} as const;
export type SearchKind = keyof typeof SEARCHES;

/** What the toolbar can do. */
export interface ToolbarActions {
  go(step: number): void;
  open(entry: string | null): void;
  setHost(host: string): void;
  setCompared(compared: Compared): void;
  find(kind: SearchKind, text: string, direction: Direction): void;
  togglePlay(): void;
  toggleTheme(): void;
}

/** Choices of case, host and comparison; the slider; and the search. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly #entry: HTMLSelectElement;
  readonly #host: HTMLSelectElement;
  readonly #compared: HTMLSelectElement;
  readonly #slider: HTMLInputElement;
  readonly #position = element('output', { class: 'position' });
  readonly #play: HTMLButtonElement;
  readonly #kind: HTMLSelectElement;
  readonly #text: HTMLInputElement;
  readonly #found = element('span', { class: 'found', role: 'status' });
  readonly #actions: ToolbarActions;

  constructor(entries: readonly string[], actions: ToolbarActions) {
    this.#actions = actions;
    this.#entry = select('Case', entries, entries, (name) => {
      actions.open(name);
    });
    this.#host = select('Host', HOST_NAMES, HOST_NAMES, (host) => {
      actions.setHost(host);
    });
    const compared = ['', 'before', ...HOST_NAMES, 'judged'];
    const comparedNames = ['nothing', 'before the edit', ...HOST_NAMES, ''];
    this.#compared = select('Compare with', compared, comparedNames, (value) => {
      const isOther = value === 'before' || value === 'judged';
      actions.setCompared(HOST_NAMES.find((host) => host === value) ?? (isOther ? value : null));
    });
    this.#slider = element('input', { type: 'range', min: 0, 'aria-label': 'Step' });
    this.#slider.addEventListener('input', () => {
      actions.go(this.#slider.valueAsNumber);
    });
    this.#play = button('▶', 'play (key p)', () => {
      actions.togglePlay();
    });
    this.#kind = select('Find', Object.keys(SEARCHES), Object.values(SEARCHES), () => {
      this.#text.hidden = this.#kind.value !== 'text';
    });
    this.#text = element('input', {
      type: 'search',
      placeholder: 'find in steps (key /)',
      'aria-label': 'Text to find',
    });
    this.#text.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') this.find(event.shiftKey ? -1 : 1);
    });
    this.element = element(
      'header',
      { class: 'toolbar' },
      element(
        'div',
        { class: 'choices' },
        element('a', { href: LIST, class: 'home' }, 'Coff2 explorer'),
        labelled('Case', this.#entry),
        labelled('Host', this.#host),
        labelled('Compare', this.#compared),
        button('◐', 'light or dark (key t)', () => {
          actions.toggleTheme();
        }),
      ),
      element(
        'div',
        { class: 'steering', role: 'group', 'aria-label': 'Steps' },
        button('«', 'first step (Home)', () => {
          actions.go(0);
        }),
        button('‹', 'step back (left arrow)', () => {
          actions.go(this.#slider.valueAsNumber - 1);
        }),
        this.#play,
        button('›', 'step forward (right arrow)', () => {
          actions.go(this.#slider.valueAsNumber + 1);
        }),
        button('»', 'last step (End)', () => {
          actions.go(Number(this.#slider.max));
        }),
        this.#slider,
        this.#position,
      ),
      element(
        'div',
        { class: 'search', role: 'search' },
        labelled('Find', this.#kind),
        this.#text,
        button('↑', 'find before (N)', () => {
          this.find(-1);
        }),
        button('↓', 'find next (n)', () => {
          this.find(1);
        }),
        this.#found,
      ),
    );
  }

  show(
    session: Session,
    { exploration, step }: Frame,
    { compared, judged }: Shown,
    isPlaying: boolean,
  ): void {
    this.#entry.value = session.entry.name;
    this.#host.value = exploration.host;
    const option = this.#compared.querySelector<HTMLOptionElement>('[value=judged]');
    if (option !== null) {
      option.hidden = judged === null;
      option.disabled = judged === null;
      option.textContent = judged === null ? '' : `what ${judged} made`;
    }
    this.#compared.value = compared ?? '';
    const last = exploration.steps.length - 1;
    this.#slider.max = String(last);
    this.#slider.value = String(step.index);
    this.#slider.setAttribute('aria-valuetext', `step ${step.index}: ${step.title}`);
    this.#position.textContent = `${step.index} of ${last}`;
    this.#play.textContent = isPlaying ? '■' : '▶';
    this.#play.setAttribute('aria-pressed', String(isPlaying));
  }

  focusSearch(): void {
    this.#kind.value = 'text';
    this.#text.hidden = false;
    this.#text.focus();
    this.#text.select();
  }

  find(direction: Direction): void {
    const kind = Object.keys(SEARCHES).find((each) => each === this.#kind.value) as SearchKind;
    this.#actions.find(kind, this.#text.value, direction);
  }

  /** Says what a search came to. */
  tell(found: string): void {
    this.#found.textContent = found;
  }
}

function select(
  label: string,
  values: readonly string[],
  names: readonly string[],
  choose: (value: string) => void,
): HTMLSelectElement {
  const made = element(
    'select',
    { 'aria-label': label },
    ...values.map((value, index) => element('option', { value }, names[index] ?? value)),
  );
  made.addEventListener('change', () => {
    choose(made.value);
  });
  return made;
}

function labelled(text: string, control: HTMLElement): HTMLElement {
  return element('label', {}, element('span', {}, text), control);
}
