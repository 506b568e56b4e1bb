import type { LinkDecision, LinkTables } from '../../../reference';
import { quirkReason } from './quirk-reason';
import type { Reason } from './reason';
import { hex } from '../../text/numbers';

type Outgrown = Extract<LinkDecision, { kind: 'outgrown' }>;

/** What one decision was; null for those that are told together with others. */
export function decisionReason(decision: LinkDecision, tables: LinkTables): Reason | null {
  const { kind } = decision;
  switch (kind) {
    case 'node_added': {
      const parent = tables.nodeName(decision.parent);
      return reason(
        `A node for ${tables.nodeName(decision.node)} is added at the end of ${parent}, aligned to ${hex(decision.alignment)}.`,
        'MappedFile.addLastChildNode',
        'mapped-file.ts',
      );
    }
    case 'outgrown':
      return reason(outgrown(decision, tables), 'MappedFile.resizeNode', 'mapped-file.ts');
    case 'content_written': {
      const name = tables.symbolName(decision.symbol);
      const { size, before } = decision;
      const text =
        before === null
          ? `The compiler writes ${name}: ${hex(size)} bytes.`
          : `The compiler writes ${name} again: ${hex(size)} bytes, ${size === before ? 'as before' : `${hex(before)} before`}.`;
      return reason(text, 'MappedFile.Node.Writer', 'symbol-writer.ts');
    }
    case 'symbol_moved': {
      const name = tables.symbolName(decision.symbol);
      const { from, to } = decision;
      const text =
        from === 0
          ? `${name} gets its address: ${hex(to)}.`
          : from === to
            ? `${name} was told to have moved, but keeps its address ${hex(to)}.`
            : `${name} has moved: its address is ${hex(to)}, it was ${hex(from)}.`;
      return reason(text, 'Symbol.Index.flushMoved', 'idle-tasks.ts');
    }
    case 'section_moved':
      return reason(
        `${tables.sectionName(decision.section)} lies at ${hex(decision.to)} of the file now: pointer_to_raw_data is written. Its addresses in memory stay.`,
        'Coff2.flushMoved',
        'sections.ts',
      );
    case 'section_reserved': {
      const name = tables.sectionName(decision.section);
      const { size, from, to } = decision;
      return reason(
        `${name} has ${hex(size)} bytes in the file, more than the ${hex(from)} that it has in memory. It gets four times its size there: ${hex(to)}.`,
        'Coff2.flushResized',
        'sections.ts',
      );
    }
    case 'header_outgrown':
      return reason(
        `The header has ${hex(decision.size)} bytes and reaches the first section, so all sections slide.`,
        'Coff2.flushResized',
        'sections.ts',
      );
    case 'dll_added':
      return reason(
        `${decision.libName}.dll is not in the import tables yet: it gets an entry in the directory, a lookup table, an address table, and a table of names.`,
        'Coff2.flushGlobal',
        'import-table.ts',
      );
    case 'import_placed':
      return reason(
        `${decision.libName}!${decision.name} is added: entry ${hex(decision.slot)} of the lookup and address tables, its name, and a thunk in .text that jumps through the address table.`,
        'Coff2.flushGlobal',
        'idle-tasks.ts',
      );
    case 'exported':
      return reason(
        `${decision.name} stands for ${tables.symbolName(decision.symbol)} at ${hex(decision.rva)}.` +
          (decision.isEntryPoint ? ' It is the entry point of the image.' : ''),
        'Coff2.updateExports',
        'coff2.ts',
      );
    case 'entry_point_moved':
      return reason(
        `${tables.symbolName(decision.symbol)} is the entry point: address_of_entry_point follows to ${hex(decision.to)}.`,
        'Symbol.Index.flushMoved',
        'idle-tasks.ts',
      );
    case 'quirk':
      return quirkReason(decision.quirk, decision.about, tables);
    case 'section_slid':
      return null;
  }
}

function outgrown({ node, needed, room, remedy, other }: Outgrown, tables: LinkTables): string {
  const name = tables.nodeName(node);
  const parent = tables.nodeParent(node);
  const parentName = parent === null ? 'the file' : tables.nodeName(parent);
  const outgrew =
    room === 0
      ? `${name} needs ${hex(needed)} bytes, and has no room`
      : `${name} outgrew its place: ${hex(needed)} of ${hex(room)} bytes`;
  switch (remedy) {
    case 'parent_grows':
      return `${outgrew}. ${tables.nodeName(other)} has to grow, by half as much again as it needs.`;
    case 'range_inserted':
      return `${outgrew}. The host inserts a range into the file after it, and all that follows moves up.`;
    case 'floats':
      return `${outgrew}. It floats to the end of ${parentName}.`;
    case 'pushes_aside':
      return `${outgrew}. It is fixed, so ${tables.nodeName(other)} makes way, to the end of ${parentName}.`;
  }
}

function reason(text: string, upstream: string, file: string): Reason {
  return { text, upstream, file: `reference/link/${file}`, quirk: null };
}
