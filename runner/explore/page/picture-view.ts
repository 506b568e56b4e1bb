import { browserSvg } from '../../difference/picture/browser-svg';
import { layoutSvg } from '../../difference/picture/layout-svg';
import type { DumpedImage } from '../../image/linked-image';
import { UnreadableImage } from '../../image/read/unreadable-image';
import type { StepState } from '../step-state';
import { element } from './dom';
import type { Frame } from './frame';

/** The picture of the step, drawn as the goldens are: what changed since the update before. */
export class PictureView {
  readonly element: HTMLElement;
  readonly #heading: HTMLElement | null;

  /** @param title what stands above it where there is another one beside it; "" for nothing */
  constructor(title = '') {
    this.#heading = title === '' ? null : element('h2', {}, title);
    this.element =
      title === ''
        ? element('div', { class: 'picture' })
        : element('section', { class: 'pane picture', 'aria-label': title });
  }

  show(frame: Frame): void {
    const { exploration, step } = frame;
    const before = exploration.steps.findLast(
      ({ index, snapshot }) => index < step.index && snapshot !== null,
    );
    const subtitle =
      before === undefined
        ? `after step ${step.index} on ${exploration.host}`
        : `after step ${step.index} on ${exploration.host}; changes since "${before.snapshot?.name ?? ''}"`;
    this.element.replaceChildren(
      ...(this.#heading === null ? [] : [this.#heading]),
      picture(
        step.title,
        subtitle,
        frame.state,
        before === undefined ? null : exploration.state(before.index),
      ),
    );
  }
}

function picture(
  title: string,
  subtitle: string,
  state: StepState,
  before: StepState | null,
): HTMLElement {
  try {
    const drawn = layoutSvg({
      title,
      subtitle,
      current: dumped(state),
      previous: before === null ? null : dumped(before),
    });
    return element('img', {
      src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(browserSvg(drawn))}`,
      alt: `Layout: ${title}, ${subtitle}`,
    });
  } catch (error) {
    if (!(error instanceof UnreadableImage)) throw error;
    return element('p', { class: 'faint' }, `There is no picture of this step: ${error.message}`);
  }
}

function dumped(state: StepState): DumpedImage {
  return { image: state.image, nodes: state.dump(false) };
}
