import type { LinkTables, Task } from '../../../reference';
import type { Op } from '../../case/link-script/op';
import type { StepEvents } from '../events/step-events';
import type { Reason } from './reason';
import { count, hex } from '../../text/numbers';

/** What the step is, before what it decides; null if the decisions say it all. */
export function openingReason(
  op: Op | null,
  { task, decisions }: StepEvents,
  tables: LinkTables,
): Reason | null {
  if (task !== null) return taskReason(task, tables);
  if (op === null) {
    return reason(
      'The linker makes an image of headers and four empty sections: .data, .idata, .rdata, .text.',
      'Coff2.initHeaders',
      'reference/link/headers.ts',
    );
  }
  switch (op.op) {
    case 'defineUav':
      return reason(
        `The script says what the constant ${op.id} holds. The linker is not called: it asks for the ` +
          'content when something refers to the constant.',
        'CodeGenerator',
        'reference/link/code-generator.ts',
      );
    case 'defineLazy':
      return reason(
        `The script says what the lazy symbol of ${op.type} holds from now on. The linker is not called.`,
        'CodeGenerator',
        'reference/link/code-generator.ts',
      );
    case 'updateNav':
      return op.content === null
        ? reason(
            `${op.nav} has no bytes at run time, so nothing is placed.`,
            'Coff2.updateNav',
            'reference/link/coff2.ts',
          )
        : null;
    case 'updateErrorData':
      return decisions.length > 0
        ? null
        : reason(
            'Nothing has asked for the names of errors, so nothing is written.',
            'Coff2.updateErrorData',
            'reference/link/coff2.ts',
          );
    case 'snapshot': {
      const { uavs, globals, lazy, events } = tables.waiting();
      const waiting = uavs + globals + lazy + events;
      return reason(
        'An update ends here: the suite takes the image and the node dump.' +
          (waiting === 0 ? '' : ` ${count(waiting, 'task')} may still wait.`),
        'Coff2.flush',
        'runner/case/replay/script-replay.ts',
      );
    }
    case 'flush':
    case 'idle':
      return reason('Nothing waits.', 'Coff2.idle', 'reference/link/idle-tasks.ts');
    case 'updateFunc':
    case 'updateExports':
    case 'deleteExport':
      return null;
  }
}

function taskReason(task: Task, tables: LinkTables): Reason | null {
  const file = 'reference/link/idle-tasks.ts';
  switch (task.kind) {
    case 'uav':
      return reason(
        `Code or data referred to the constant ${task.uav}. It waited for idle, which places it now.`,
        'Coff2.flushUav',
        file,
      );
    case 'global':
      return task.libName === null
        ? reason(
            `${task.name} is a name of this image and no import, so there is nothing to place.`,
            'Coff2.flushGlobal',
            file,
          )
        : null;
    case 'lazy_code':
    case 'lazy_const_data':
      return reason(
        `Something asked for the ${task.kind === 'lazy_code' ? 'code' : 'data'} of ${task.type}. It waited for idle, which asks the compiler for it now.`,
        'Coff2.flushLazy',
        file,
      );
    case 'node':
      return nodeReason(task, tables);
  }
}

function nodeReason(
  { node, moved, resized }: Extract<Task, { kind: 'node' }>,
  tables: LinkTables,
): Reason | null {
  const name = tables.nodeName(node);
  const file = 'reference/link/idle-tasks.ts';
  if (moved && tables.symbolOf(node) === null) {
    return reason(
      `${name} waited to be told that it moved: its address is written where the headers keep it.`,
      'Coff2.flushMoved',
      file,
    );
  }
  if (!moved && resized) {
    return reason(
      name === 'header' || name.startsWith('.')
        ? `${name} has another size: ${hex(tables.nodeSize(node))} bytes. The headers are told.`
        : `${name} has another size. Only the header and sections act on that; nothing follows.`,
      'Coff2.flushResized',
      file,
    );
  }
  return null;
}

function reason(text: string, upstream: string, file: string): Reason {
  return { text, upstream, file, quirk: null };
}
