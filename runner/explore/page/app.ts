import { CaseError } from '../../case/case-error';
import { ScriptError } from '../../case/link-script/script-error';
import type { Exploration } from '../exploration';
import type { ExplorerData, ExplorerEntry } from '../explorer-data';
import { LIST, readAddress, writeAddress, type Shown } from './address';
import { element } from './dom';
import { Session } from './session';
import { StartPage } from './start-page';
import { warmUp } from './warm-up';
import { Workbench } from './workbench';

/** The page: what its address says, and one session for each entry that was opened. */
export class App {
  readonly #root: HTMLElement;
  readonly #data: ExplorerData;
  readonly #sessions = new Map<string, Session>();
  readonly #workbench: Workbench;
  #startPage: StartPage | null = null;
  #isWarm = false;
  #shown: Shown;

  constructor(root: HTMLElement, data: ExplorerData) {
    this.#root = root;
    this.#data = data;
    const names = data.entries.map(({ name }) => name);
    this.#workbench = new Workbench(names, data.made ?? [], (changes) => {
      this.#change(changes);
    });
    const { open } = data;
    this.#shown = readAddress(location.hash);
    if (location.hash === '' && open !== null) {
      this.#shown = { ...this.#shown, entry: open.name, host: open.host };
      history.replaceState(null, '', writeAddress(this.#shown));
    }
    window.addEventListener('hashchange', () => {
      this.#shown = readAddress(location.hash);
      this.#show();
    });
    document.addEventListener('keydown', (event) => {
      const isTyping =
        event.target instanceof HTMLInputElement ||
        event.target instanceof HTMLTextAreaElement ||
        event.target instanceof HTMLSelectElement;
      if (!isTyping && this.#shown.entry !== null) this.#workbench.key(event);
    });
    this.#show();
  }

  /** Steps and selections replace the address: going back leads to the list of cases at once. */
  #change(changes: Partial<Shown>): void {
    const before = this.#shown;
    this.#shown = { ...before, ...changes };
    const address = writeAddress(this.#shown);
    if (this.#shown.entry === before.entry) history.replaceState(null, '', address);
    else history.pushState(null, '', address);
    this.#show();
  }

  #show(): void {
    const { entry: name, host, theme } = this.#shown;
    if (theme !== null) document.documentElement.dataset.theme = theme;
    const entry = this.#data.entries.find((each) => each.name === name);
    document.title = entry === undefined ? 'Coff2 explorer' : `${entry.name}: Coff2 explorer`;
    if (entry === undefined) {
      this.#workbench.stop();
      this.#startPage ??= new StartPage(this.#data.entries, host, (each) => this.#sessionOf(each));
      this.#fill(this.#startPage.element);
      return;
    }
    try {
      const session = this.#sessionOf(entry);
      this.#openEdit(session);
      this.#goToUpdate(session);
      this.#fill(this.#workbench.element);
      this.#workbench.show(session, this.#shown);
      this.#warmUp(session.on(host));
    } catch (error) {
      if (!(error instanceof CaseError) && !(error instanceof ScriptError)) throw error;
      this.#fill(
        element(
          'main',
          { class: 'start' },
          element('p', { class: 'refused', role: 'alert' }, error.message),
          element('a', { href: LIST }, 'all cases'),
        ),
      );
    }
  }

  /** The text is that of the address; without one, that of the session, which the address then holds. */
  #openEdit(session: Session): void {
    const { edit, host } = this.#shown;
    if (edit !== null) session.openEdit(edit, host);
    if (edit === session.editCode) return;
    this.#shown = { ...this.#shown, edit: session.editCode };
    history.replaceState(null, '', writeAddress(this.#shown));
  }

  /** A report names an update; from here on its step is shown. */
  #goToUpdate(session: Session): void {
    const { update, host } = this.#shown;
    if (update === null) return;
    const { steps } = session.on(host);
    const end = steps.find(({ snapshot }) => snapshot?.index === update - 1);
    this.#shown = { ...this.#shown, step: end?.index ?? 0, update: null };
    history.replaceState(null, '', writeAddress(this.#shown));
  }

  /** The first script that is shown is that which has the browser compile. */
  #warmUp(exploration: Exploration): void {
    if (this.#isWarm) return;
    this.#isWarm = true;
    warmUp(exploration);
  }

  #fill(view: HTMLElement): void {
    if (this.#root.firstElementChild !== view) this.#root.replaceChildren(view);
  }

  #sessionOf(entry: ExplorerEntry): Session {
    let session = this.#sessions.get(entry.name);
    if (session === undefined) {
      session = new Session(entry, this.#data.library);
      this.#sessions.set(entry.name, session);
    }
    return session;
  }
}
