import type { MadePicture } from '../explorer-data';
import { element } from './dom';
import type { Frame } from './frame';

/** What the linker made that failed in a report: the layout of its image after the update that the step is in. */
export class MadeView {
  readonly element = element('section', { class: 'pane picture' });
  readonly #made: readonly MadePicture[];

  constructor(made: readonly MadePicture[]) {
    this.#made = made;
  }

  /** @param isEdited whether the linker got another text than the reference */
  show({ exploration, step }: Frame, linker: string, entry: string, isEdited: boolean): void {
    const { host, steps } = exploration;
    const end = steps.find(({ index, snapshot }) => index >= step.index && snapshot !== null);
    const update = (end?.snapshot?.index ?? -1) + 1;
    const found = this.#made.find(
      (one) =>
        one.linker === linker && one.entry === entry && one.host === host && one.update === update,
    );
    const title = `${linker}, after update ${update} on ${host}`;
    this.element.setAttribute('aria-label', title);
    const note = element('p', { class: 'faint' }, 'It got the text before the edit.');
    this.element.replaceChildren(
      element('h2', {}, title),
      ...(isEdited ? [note] : []),
      found === undefined
        ? element('p', { class: 'faint' }, 'The report has no image of it: it did not fail there.')
        : element('img', { src: found.picture, alt: `Layout of what ${title}, made` }),
    );
  }
}
