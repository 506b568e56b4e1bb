import type { LinkTables, Task } from '../../../reference';
import type { Op } from '../../case/link-script/op';

/**
 * What a list of steps calls an op.
 * @param op null for the start of the linker
 * @param tasksDone tasks that idle did for it before this step
 */
export function opTitle(op: Op | null, tasksDone: number): string {
  if (op === null) return 'the linker starts';
  switch (op.op) {
    case 'defineUav':
      return `defineUav ${op.id}`;
    case 'defineLazy':
      return `defineLazy ${op.kind} ${op.type}`;
    case 'updateNav':
    case 'updateFunc':
      return `${op.op} ${op.nav}`;
    case 'updateExports': {
      const names = op.names.join(', ');
      return `updateExports ${names}`;
    }
    case 'deleteExport':
      return `deleteExport ${op.name}`;
    case 'updateErrorData':
      return 'updateErrorData';
    case 'idle':
      return op.count === 1 ? 'idle' : `idle ${op.count}`;
    case 'flush':
      return tasksDone > 1 ? 'flush ends' : 'flush';
    case 'snapshot':
      return op.name === null ? 'snapshot' : `snapshot: ${op.name}`;
  }
}

/** What a list of steps calls a task of idle. */
export function taskTitle(task: Task, tables: LinkTables): string {
  switch (task.kind) {
    case 'uav':
      return `constant ${task.uav} placed`;
    case 'global':
      return task.libName === null
        ? `global ${task.name}`
        : `import ${task.libName}!${task.name} added`;
    case 'lazy_code':
      return `lazy code ${task.type} written`;
    case 'lazy_const_data':
      return `lazy data ${task.type} written`;
    case 'node': {
      const name = tables.nodeName(task.node);
      const what = [task.moved ? 'moved' : '', task.resized ? 'resized' : ''];
      return `${name} ${what.filter(Boolean).join(' and ')}`;
    }
  }
}
