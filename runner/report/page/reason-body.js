import { element, scrolling } from './dom.js';
import { changedLines, INDENTED_SIGN, runView } from './text-view.js';

/** @typedef {import('../page-data').PageReason} PageReason */

/**
 * Why something is no pass, at length.
 * @param {PageReason} reason
 * @param {boolean} isOpen whether the lines of details are shown at first
 * @param {string} heading what stands above, and is not said twice
 * @returns {readonly (HTMLElement | null)[]}
 */
export function reasonBody({ reason, details, run, link }, isOpen, heading = '') {
  const lines = details.length === 0 ? null : changedLines(details.join('\n'), INDENTED_SIGN);
  return [
    reason === heading ? null : element('p', { class: 'why' }, reason),
    link === null ? null : element('p', {}, 'followed up at ', webLink(link)),
    run === null ? null : runView(run),
    lines === null
      ? null
      : element(
          'details',
          { open: isOpen },
          element(
            'summary',
            {},
            `Details, ${details.length === 1 ? '1 line' : `${details.length} lines`}`,
          ),
          scrolling('Details', lines),
        ),
  ];
}

/**
 * The command that repeats an update; nothing if it is not known.
 * @param {string | null} command
 * @returns {HTMLElement | null}
 */
export function commandView(command) {
  if (command === null) return null;
  return element(
    'div',
    { class: 'command' },
    element('span', { class: 'note' }, 'Repeat it'),
    scrolling('The command that repeats it', element('code', {}, command)),
  );
}

/**
 * Only what leads to a page is made a link.
 * @param {string} link
 */
function webLink(link) {
  if (!/^https?:\/\//i.test(link)) return link;
  return element('a', { href: link, rel: 'noopener noreferrer' }, link);
}
