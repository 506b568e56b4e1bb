import type { FunctionUse, Global, Program, ProgramFunction, ZigStatement, Table } from './program';

/**
 * A change of a program. It names functions, globals and tables by numbers, modulo how many there are;
 * if there are none, it changes nothing. So an edit can be left out, and later ones still apply.
 */
export type Edit =
  | {
      readonly kind: 'add-function';
      readonly at: number;
      readonly use: FunctionUse;
      readonly body: readonly ZigStatement[];
    }
  | { readonly kind: 'remove-function'; readonly which: number }
  | { readonly kind: 'rename-function'; readonly which: number }
  | { readonly kind: 'retype-function'; readonly which: number }
  | { readonly kind: 'export'; readonly which: number }
  | { readonly kind: 'stop-exporting'; readonly which: number }
  | { readonly kind: 'grow'; readonly which: number; readonly by: number }
  | { readonly kind: 'shrink'; readonly which: number; readonly by: number }
  | {
      readonly kind: 'insert';
      readonly which: number;
      readonly at: number;
      readonly statement: ZigStatement;
    }
  | {
      readonly kind: 'replace';
      readonly which: number;
      readonly at: number;
      readonly statement: ZigStatement;
    }
  | { readonly kind: 'remove'; readonly which: number; readonly at: number }
  | { readonly kind: 'add-global'; readonly global: Omit<Global, 'name'> }
  | {
      readonly kind: 'change-global';
      readonly which: number;
      readonly global: Omit<Global, 'name'>;
    }
  | { readonly kind: 'remove-global'; readonly which: number }
  | { readonly kind: 'add-table'; readonly table: Omit<Table, 'name'> }
  | { readonly kind: 'change-table'; readonly which: number; readonly table: Omit<Table, 'name'> }
  | { readonly kind: 'remove-table'; readonly which: number };

/** The program after an edit. */
export function edited(program: Program, edit: Edit): Program {
  const { functions, globals, tables, names } = program;
  const change = (
    which: number,
    act: (one: ProgramFunction) => Partial<ProgramFunction>,
  ): Program => ({
    ...program,
    functions: changed(functions, which, (one) => ({ ...one, ...act(one) })),
  });
  const named = { ...program, names: names + 1 };
  switch (edit.kind) {
    case 'add-function': {
      const added: ProgramFunction = {
        name: `function${names}`,
        isWide: false,
        use: edit.use,
        exportName: edit.use === 'exported' ? `exported${names}` : null,
        body: edit.body,
        padding: 0,
      };
      return {
        ...named,
        functions: functions.toSpliced(edit.at % (functions.length + 1), 0, added),
      };
    }
    case 'remove-function':
      return { ...program, functions: without(functions, edit.which) };
    case 'rename-function':
      return { ...change(edit.which, () => ({ name: `function${names}` })), names: names + 1 };
    case 'retype-function':
      return change(edit.which, ({ isWide }) => ({ isWide: !isWide }));
    case 'export':
      return {
        ...change(edit.which, () => ({ exportName: `exported${names}` })),
        names: names + 1,
      };
    case 'stop-exporting':
      return change(edit.which, () => ({ exportName: null }));
    case 'grow':
      return change(edit.which, ({ padding }) => ({ padding: padding + edit.by }));
    case 'shrink':
      return change(edit.which, ({ padding }) => ({ padding: Math.max(0, padding - edit.by) }));
    case 'insert':
      return change(edit.which, ({ body }) => ({
        body: body.toSpliced(edit.at % (body.length + 1), 0, edit.statement),
      }));
    case 'replace':
      return change(edit.which, ({ body }) => ({
        body: changed(body, edit.at, () => edit.statement),
      }));
    case 'remove':
      return change(edit.which, ({ body }) => ({ body: without(body, edit.at) }));
    case 'add-global':
      return { ...named, globals: [...globals, { ...edit.global, name: `global${names}` }] };
    case 'change-global':
      return {
        ...program,
        globals: changed(globals, edit.which, ({ name }) => ({ ...edit.global, name })),
      };
    case 'remove-global':
      return { ...program, globals: without(globals, edit.which) };
    case 'add-table':
      return { ...named, tables: [...tables, { ...edit.table, name: `table${names}` }] };
    case 'change-table':
      return {
        ...program,
        tables: changed(tables, edit.which, ({ name }) => ({ ...edit.table, name })),
      };
    case 'remove-table':
      return { ...program, tables: without(tables, edit.which) };
  }
}

function changed<T>(list: readonly T[], which: number, act: (one: T) => T): readonly T[] {
  return list.map((one, index) => (index === which % list.length ? act(one) : one));
}

function without<T>(list: readonly T[], which: number): readonly T[] {
  return list.filter((_one, index) => index !== which % list.length);
}
