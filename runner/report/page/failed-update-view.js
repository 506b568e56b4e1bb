import { element, scrolling } from './dom.js';
import { commandView } from './reason-body.js';
import { changedLines, FIRST_SIGN } from './text-view.js';

/**
 * @typedef {import('../page-data').PageCase} PageCase
 * @typedef {import('../page-data').PageData} PageData
 * @typedef {import('../page-data').PageFailed} PageFailed
 * @typedef {import('../page-data').PageImage} PageImage
 * @typedef {import('../page-data').PageUpdate} PageUpdate
 * @typedef {{readonly name: string, readonly failed: PageFailed}} Failing what a linker made
 */

/**
 * What the linkers that are shown made of an update that failed.
 * @param {PageData} data
 * @param {PageCase} one
 * @param {number} update from 0
 * @param {readonly number[]} implementations indices of those that are shown
 * @returns {readonly Failing[]}
 */
export function failingOf(data, one, update, implementations) {
  return implementations.flatMap((index) => {
    const failed = one.results[index]?.failed[update];
    return failed === undefined ? [] : [{ name: data.implementations[index]?.name ?? '', failed }];
  });
}

/**
 * The commands that repeat an update.
 * @param {readonly Failing[]} failing
 * @returns {readonly (HTMLElement | null)[]}
 */
export function commandViews(failing) {
  return failing.map(({ failed }) => commandView(failed.command));
}

/**
 * The layouts that linkers gave it, to stand beside the golden.
 * @param {PageData} data
 * @param {readonly Failing[]} failing
 * @param {string} title of the update, for those who do not see the pictures
 * @returns {readonly HTMLElement[]}
 */
export function madeViews(data, failing, title) {
  return failing.flatMap(({ name, failed }) =>
    failed.images.length === 0
      ? [element('p', { class: 'nothing' }, `${name}: ${failed.without}`)]
      : failed.images.map((image) => imageView(data, name, image, title)),
  );
}

/**
 * @param {PageData} data
 * @param {string} name
 * @param {PageImage} image
 * @param {string} title
 */
function imageView(data, name, { hosts, picture, difference, note }, title) {
  const where = `${name}, on ${hosts.map((host) => data.hosts[host]).join(', ')}`;
  return element(
    'figure',
    {},
    element(
      'figcaption',
      {},
      element('strong', {}, where),
      ...(picture === null ? [] : [' ', linkTo(picture, 'Open the picture')]),
      ...(difference === null ? [] : [' ', linkTo(difference, 'All that differs from the golden')]),
    ),
    note === null ? null : element('p', { class: 'nothing' }, note),
    picture === null
      ? null
      : scrolling(
          `Layout of ${where}, a picture`,
          element('img', {
            src: addressOf(picture),
            alt: `Layout of ${title}, as made by ${where}`,
            loading: 'lazy',
          }),
        ),
  );
}

/**
 * What the update hands the linker.
 * @param {PageCase} one
 * @param {PageUpdate} update
 * @returns {readonly HTMLElement[]} nothing if it is not known
 */
export function sourceViews({ file }, { source }) {
  if (source === null) return [];
  const { link, ops, script } = source;
  return [
    ...(link === null
      ? []
      : [
          element(
            'details',
            { open: true },
            element('summary', {}, `The #link block, ${file}:${link.line}`),
            scrolling('The #link block', changedLines(link.text, /^(?!)/)),
          ),
        ]),
    element(
      'details',
      {},
      element('summary', {}, `As lines of the link script, ${ops.trimEnd().split('\n').length}`),
      scrolling('Lines of the link script', changedLines(ops, FIRST_SIGN)),
      element('p', { class: 'note' }, linkTo(script, 'The link script up to this update')),
    ),
  ];
}

/**
 * @param {string} path beside the page
 * @param {string} text
 */
export function linkTo(path, text) {
  return element('a', { href: addressOf(path) }, text);
}

/**
 * @param {string} path beside the page
 * @returns {string}
 */
export function addressOf(path) {
  return path.split('/').map(encodeURIComponent).join('/');
}
