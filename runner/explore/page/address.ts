import { HOST_NAMES, type HostName } from '../../../reference';

/** What the right side shows. */
export const TABS = ['node', 'tree', 'source', 'picture'] as const;
export type Tab = (typeof TABS)[number];

/**
 * What the page is compared with: nothing, another host, the text before it was edited, or what the linker made
 * whose failure led here.
 */
export type Compared = HostName | 'before' | 'judged' | null;

/** Colors of the page. */
export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** The address of the list of all entries. */
export const LIST = '#cases';

/** What is shown. All of it is in the address after "#", so that it can be sent to others. */
export interface Shown {
  /** Name of the entry; null for the list of all. */
  readonly entry: string | null;
  readonly host: HostName;
  readonly step: number;
  /** The update whose end is the step, from 1; null if the step is given. */
  readonly update: number | null;
  /** Index of the selected node. */
  readonly node: number;
  /** The selected byte, in bytes from the start of the node. */
  readonly offset: number;
  readonly compared: Compared;
  readonly tab: Tab;
  /** The edited text, as `encodeEdit` writes it; null if it is as it was, or too large for an address. */
  readonly edit: string | null;
  /** The linker whose failure in a report led here; null if none did. It is never the one that is shown. */
  readonly judged: string | null;
  /** Null for that of the system, or the one that was chosen before. */
  readonly theme: Theme | null;
  /** The range of the file that the layout shows, as file offsets; null for all of it. */
  readonly zoom: readonly [start: number, end: number] | null;
}

/** What is shown if an address says nothing. */
export const START: Shown = {
  entry: null,
  host: 'linux-tmpfs',
  step: 0,
  update: null,
  node: 0,
  offset: 0,
  compared: null,
  tab: 'node',
  edit: null,
  judged: null,
  theme: null,
  zoom: null,
};

/** Reads an address. What is wrong in it counts as not said. */
export function readAddress(hash: string): Shown {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const number = (name: string): number => {
    const value = Number(given.get(name) ?? '0');
    return Number.isSafeInteger(value) && value >= 0 ? value : 0;
  };
  const host = given.get('host');
  const compared = given.get('with');
  const zoom = /^(\d+)-(\d+)$/.exec(given.get('zoom') ?? '');
  const [start, end] = [Number(zoom?.[1]), Number(zoom?.[2])];
  return {
    entry: given.get('case'),
    host: isHost(host) ? host : START.host,
    step: number('step'),
    update: number('update') === 0 ? null : number('update'),
    node: number('node'),
    offset: number('byte'),
    compared: compared === 'before' || compared === 'judged' || isHost(compared) ? compared : null,
    tab: TABS.find((tab) => tab === given.get('show')) ?? START.tab,
    edit: given.get('edit'),
    judged: given.get('judged'),
    theme: THEMES.find((theme) => theme === given.get('theme')) ?? null,
    zoom: start < end ? [start, end] : null,
  };
}

/** The address of what is shown, from "#" on. */
export function writeAddress(shown: Shown): string {
  if (shown.entry === null) return LIST;
  const said = new URLSearchParams({ case: shown.entry });
  if (shown.host !== START.host) said.set('host', shown.host);
  if (shown.step > 0) said.set('step', String(shown.step));
  if (shown.node > 0) said.set('node', String(shown.node));
  if (shown.offset > 0) said.set('byte', String(shown.offset));
  if (shown.compared !== null) said.set('with', shown.compared);
  if (shown.tab !== START.tab) said.set('show', shown.tab);
  if (shown.judged !== null) said.set('judged', shown.judged);
  if (shown.theme !== null) said.set('theme', shown.theme);
  if (shown.edit !== null) said.set('edit', shown.edit);
  if (shown.zoom !== null) said.set('zoom', shown.zoom.join('-'));
  return `#${said}`;
}

function isHost(name: string | null): name is HostName {
  return HOST_NAMES.some((host) => host === name);
}
