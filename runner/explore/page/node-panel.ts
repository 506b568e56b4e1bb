import type { NodeIndex, RelocationRow, SymbolIndex } from '../../../reference';
import { hex } from '../../text/numbers';
import { disassemble } from '../../image/disassembly/disassemble';
import type { DumpNode } from '../../image/node-dump/parse-node-dump';
import { nodeAtRva, rvaOfNode, sectionOf } from '../addresses';
import { fieldsOf } from '../field';
import { relocationState } from '../relocation-state';
import { count } from '../../text/numbers';
import { chips } from './chips';
import { element, type Child } from './dom';
import type { Frame } from './frame';

/** Rows of a table at most: what is left out is counted. */
const MAX_ROWS = 200;

/** The title of the relocations that lie in a symbol. */
const FROM = 'Refers to';

/** Selects a byte of a node, by the index of the node. */
export type SelectByte = (node: number, offset: number) => void;

/** All about the selected node: place, symbol, relocations, and what its bytes mean. */
export class NodePanel {
  readonly element = element('div', { class: 'node-panel' });
  readonly #select: SelectByte;

  constructor(select: SelectByte) {
    this.#select = select;
  }

  show(frame: Frame): void {
    const { node } = frame;
    if (node === null) {
      this.element.replaceChildren(
        element('p', { class: 'faint' }, 'The selected node is not there in this step.'),
      );
      return;
    }
    const symbol = frame.state.tables.symbolOf(node.index);
    this.element.replaceChildren(
      element('h3', {}, node.key),
      element('p', { class: 'chips' }, ...chips(frame.changes, node)),
      place(frame, node, symbol, this.#select),
      ...(symbol === null ? [] : this.#relocations(frame, symbol)),
      ...this.#meaning(frame, node),
    );
  }

  #relocations(frame: Frame, symbol: SymbolIndex): readonly HTMLElement[] {
    const { tables } = frame.state;
    return [
      this.#table(frame, FROM, tables.relocationsFrom(symbol), (row) => [
        this.#link(hex(row.offset), tables.nodeOf(row.location), row.offset),
        this.#link(
          withAddend(tables.symbolName(row.target), row.addend),
          tables.nodeOf(row.target),
          row.addend,
        ),
      ]),
      this.#table(frame, 'Is referred to by', tables.relocationsTo(symbol), (row) => [
        this.#link(
          `${tables.symbolName(row.location)}+${hex(row.offset)}`,
          tables.nodeOf(row.location),
          row.offset,
        ),
        withAddend('this', row.addend),
      ]),
    ];
  }

  #table(
    frame: Frame,
    title: string,
    rows: readonly RelocationRow[],
    ends: (row: RelocationRow) => readonly [Child, Child],
  ): HTMLElement {
    const more = rows.length > MAX_ROWS ? `, ${rows.length - MAX_ROWS} more are not shown` : '';
    return element(
      'section',
      {},
      element('h4', {}, `${title}: ${count(rows.length, 'relocation')}${more}`),
      element(
        'table',
        { class: title === FROM ? 'relocations from' : 'relocations' },
        element(
          'tbody',
          {},
          ...rows.slice(0, MAX_ROWS).map((row) => {
            const [from, to] = ends(row);
            const { text, kind } = stateText(frame, row);
            return element(
              'tr',
              {},
              element('td', {}, from),
              element('td', { class: 'type' }, row.type),
              element('td', {}, to),
              element('td', { class: `state ${kind}` }, text),
            );
          }),
        ),
      ),
    );
  }

  #link(text: string, node: NodeIndex | null, offset: number): Child {
    if (node === null) return `${text} (not placed)`;
    return element(
      'button',
      {
        type: 'button',
        class: 'link',
        click: () => {
          this.#select(node, Math.max(0, offset));
        },
      },
      text,
    );
  }

  #meaning(frame: Frame, node: DumpNode): readonly HTMLElement[] {
    const { image, addressSize } = frame.state;
    const fields = fieldsOf(node, image, addressSize);
    if (fields.length > 0) {
      return [
        element('h4', {}, 'Fields'),
        element(
          'table',
          { class: 'fields' },
          element(
            'tbody',
            {},
            ...fields
              .slice(0, MAX_ROWS)
              .map((field) =>
                element(
                  'tr',
                  { class: isWithin(frame.byte, field.at, field.size) ? 'current' : '' },
                  element(
                    'td',
                    {},
                    this.#link(field.name, node.index as NodeIndex, field.at - node.fileOffset),
                  ),
                  element(
                    'td',
                    {},
                    field.rva === null
                      ? field.value
                      : this.#addressLink(frame, field.value, field.rva),
                  ),
                ),
              ),
          ),
        ),
      ];
    }
    const isCode = sectionOf(node)?.argument === '.text' && node.children.length === 0;
    return isCode ? this.#code(frame, node) : [];
  }

  #addressLink(frame: Frame, text: string, rva: number): Child {
    const { root, tables } = frame.state;
    const node = nodeAtRva(root, tables, rva);
    const start = node === null ? null : rvaOfNode(node, tables);
    if (node === null || start === null) return text;
    return this.#link(`${text} in ${node.key}`, node.index as NodeIndex, rva - start);
  }

  #code(frame: Frame, node: DumpNode): readonly HTMLElement[] {
    const { image, tables, root, addressSize } = frame.state;
    const symbol = tables.symbolOf(node.index as NodeIndex);
    const size = symbol === null ? node.size : tables.sizeOf(symbol);
    const start = rvaOfNode(node, tables) ?? 0;
    const fields =
      symbol === null
        ? []
        : tables
            .relocationsFrom(symbol)
            .map(({ offset, target }) => ({ offset, name: tables.symbolName(target) }));
    const code = image.slice(node.fileOffset, node.fileOffset + size);
    const lines = disassemble(code, {
      address: start,
      bits: addressSize === 8 ? 64 : 32,
      fields,
      nameOf: (address) => nodeAtRva(root, tables, address)?.key ?? null,
    });
    return [
      element('h4', {}, 'Code'),
      element(
        'ol',
        { class: 'code' },
        ...lines
          .slice(0, MAX_ROWS)
          .map(({ offset, length, text }) =>
            element(
              'li',
              { class: isWithin(frame.byte, node.fileOffset + offset, length) ? 'current' : '' },
              this.#link(hex(offset), node.index as NodeIndex, offset),
              ' ',
              element('code', {}, text),
            ),
          ),
      ),
    ];
  }
}

function place(
  { state }: Frame,
  node: DumpNode,
  symbol: SymbolIndex | null,
  select: SelectByte,
): HTMLElement {
  const { tables } = state;
  const rva = rvaOfNode(node, tables);
  const { parent } = node;
  const rows: readonly (readonly [string, Child])[] = [
    ['file', `${hex(node.fileOffset)} to ${hex(node.fileOffset + node.size)}`],
    ['size', `${hex(node.size)} bytes, aligned to ${hex(node.alignment)}`],
    ['memory', rva === null ? 'not in a section' : hex(rva)],
    [
      'in',
      parent === null
        ? 'nothing'
        : element(
            'button',
            {
              type: 'button',
              class: 'link',
              click: () => {
                select(parent.index, node.offset);
              },
            },
            `${parent.key} + ${hex(node.offset)}`,
          ),
    ],
    ['flags', flagText(node)],
    [
      'symbol',
      symbol === null
        ? 'none'
        : `${hex(tables.sizeOf(symbol))} bytes written; address ${tables.rvaOf(symbol) === 0 ? 'not known yet' : hex(tables.rvaOf(symbol))}`,
    ],
  ];
  return element(
    'dl',
    {},
    ...rows.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]),
  );
}

/** The flags, with what the events among them wait for. */
function flagText({ flags }: DumpNode): string {
  const isEvent = (flag: string): boolean => flag === 'moved' || flag === 'resized';
  const waiting = flags.filter(isEvent);
  const others = flags.filter((flag) => !isEvent(flag));
  const words = [...others, ...waiting.map((flag) => `${flag} (an event waits)`)];
  return words.length === 0 ? 'none' : words.join(', ');
}

function stateText(
  { exploration, step, state }: Frame,
  row: RelocationRow,
): { readonly text: string; readonly kind: string } {
  const { tables } = state;
  const known = relocationState(exploration.steps, step.index, tables, row);
  switch (known.kind) {
    case 'applied':
      return { text: `applied in step ${known.step}`, kind: known.kind };
    case 'waits': {
      const name = tables.symbolName(known.waitsFor);
      const why = tables.nodeOf(known.waitsFor) === null ? 'is not placed' : 'has moved';
      return { text: `waits: ${name} ${why}`, kind: known.kind };
    }
    case 'never_applied':
      return { text: 'not applied, and nothing waits', kind: known.kind };
  }
}

function withAddend(name: string, addend: number): string {
  return addend === 0 ? name : `${name}${addend > 0 ? '+' : '-'}${hex(Math.abs(addend))}`;
}

function isWithin(byte: number | null, at: number, size: number): boolean {
  return byte !== null && byte >= at && byte < at + size;
}
