import { ARGUMENT } from './expected-output';
import { importOf, type ImportedCall } from './imports';
import {
  calleeOf,
  elementsOf,
  paddingFactor,
  tableOf,
  type Program,
  type ProgramFunction,
  type ZigStatement,
  type Table,
} from './program';

/** How a program is broken. */
export type Breakage = 'undeclared' | 'comptime' | 'entry';

/** The source of a program, and the expected error; null if it compiles. */
export interface ZigSource {
  readonly text: string;
  readonly error: string | null;
}

/** The only file of a program. */
export const MAIN = 'main.zig';

/** Marks a broken line: its error points here. */
const HERE = '\u0001';

/** A program without the standard library, so that its image is small and fully known. */
export function zigSource(program: Program, breakage: Breakage | null): ZigSource {
  const marked = [
    ...START,
    ...usedImports(program).map(({ name, dll, type }) => `extern "${dll}" fn ${name}${type};`),
    ...program.globals.map(
      ({ name, length, value, isWide }) =>
        `var ${name}: [${length}]u${isWide ? 64 : 32} = @splat(${value});`,
    ),
    ...program.tables.flatMap((table) => tableLines(program, table)),
    ...program.functions.flatMap((_function, index) => functionLines(program, index)),
    ...(breakage === 'comptime' ? [`comptime {`, `    ${HERE}@compileError("broken");`, `}`] : []),
    'pub export fn wWinMainCRTStartup() callconv(.winapi) noreturn {',
    ...(breakage === 'undeclared' ? [`    _ = ${HERE}broken;`] : []),
    ...(breakage === 'entry' ? [`    if (true) ${HERE}@compileError("broken");`] : []),
    ...program.functions.flatMap(({ name, use, isWide }) =>
      use === 'printed'
        ? [
            `    tell("${name} ", ${isWide ? `@truncate(${name}(${ARGUMENT}))` : `${name}(${ARGUMENT})`});`,
          ]
        : [],
    ),
    '    ExitProcess(0);',
    '}',
  ];
  const text = marked.map((line) => `${line.replace(HERE, '')}\n`).join('');
  const broken = marked.findIndex((line) => line.includes(HERE));
  if (broken < 0) return { text, error: null };
  const column = (marked[broken]?.indexOf(HERE) ?? 0) + 1;
  const message = breakage === 'undeclared' ? "use of undeclared identifier 'broken'" : 'broken';
  return { text, error: `${MAIN}:${broken + 1}:${column}: error: ${message}` };
}

const START = [
  'pub const panic = @import("std").debug.no_panic;',
  'extern "kernel32" fn GetStdHandle(which: u32) callconv(.winapi) ?*anyopaque;',
  'extern "kernel32" fn WriteFile(file: ?*anyopaque, bytes: [*]const u8, len: u32, written: ?*u32, overlapped: ?*anyopaque) callconv(.winapi) i32;',
  'extern "kernel32" fn ExitProcess(code: u32) callconv(.winapi) noreturn;',
  'fn print(text: []const u8) void {',
  '    var written: u32 = 0;',
  '    _ = WriteFile(GetStdHandle(@bitCast(@as(i32, -11))), text.ptr, @intCast(text.len), &written, null);',
  '}',
  'fn tell(label: []const u8, number: u32) void {',
  '    var digits: [10]u8 = undefined;',
  '    var first: usize = digits.len;',
  '    var rest = number;',
  '    while (true) {',
  '        first -= 1;',
  "        digits[first] = '0' + @as(u8, @intCast(rest % 10));",
  '        rest /= 10;',
  '        if (rest == 0) break;',
  '    }',
  '    print(label);',
  '    print(digits[first..]);',
  '    print("\\n");',
  '}',
  'fn sum(text: []const u8) u32 {',
  '    var result: u32 = 0;',
  '    for (text) |byte| result = result *% 31 +% byte;',
  '    return result;',
  '}',
];

function usedImports({ functions }: Program): readonly ImportedCall[] {
  const statements = functions.flatMap(({ body }) => body);
  return [
    ...new Set(statements.flatMap((one) => (one.kind === 'import' ? [importOf(one.which)] : []))),
  ];
}

function tableLines(program: Program, table: Table): readonly string[] {
  const elements = elementsOf(program, table);
  if (elements.length === 0) return [];
  const [type, written] = {
    functions: ['*const fn (u32) callconv(.c) u32', elements.map((name) => `&${name}`)] as const,
    texts: ['[]const u8', elements.map((text) => JSON.stringify(text))] as const,
    globals: ['*u32', elements.map((name) => `&${name}[0]`)] as const,
  }[table.kind];
  return [`var ${table.name}: [${elements.length}]${type} = .{ ${written.join(', ')} };`];
}

function functionLines(program: Program, index: number): readonly string[] {
  const { name, isWide, exportName, body, padding } = program.functions[index] as ProgramFunction;
  const type = isWide ? 'u64' : 'u32';
  return [
    ...(exportName === null
      ? []
      : ['comptime {', `    @export(&${name}, .{ .name = "${exportName}" });`, '}']),
    `fn ${name}(x: ${type}) callconv(.c) ${type} {`,
    `    var r: u32 = ${isWide ? '@truncate(x)' : 'x'};`,
    '    r +%= 1;',
    ...body.flatMap((statement) => statementLines(program, index, statement)),
    ...Array.from({ length: padding }, (_, i) => `    r = (r *% ${paddingFactor(i)}) ^ ${i};`),
    '    return r;',
    '}',
  ];
}

function statementLines(
  program: Program,
  index: number,
  statement: ZigStatement,
): readonly string[] {
  switch (statement.kind) {
    case 'arithmetic':
      return [`    r ${statement.operator} ${statement.value};`];
    case 'text':
      return [`    r +%= sum(${JSON.stringify(statement.text)});`];
    case 'call': {
      const callee = calleeOf(program.functions, index, statement.target);
      if (callee === null) return [];
      const { name, isWide } = program.functions[callee] as ProgramFunction;
      return [`    r +%= ${isWide ? `@truncate(${name}(r))` : `${name}(r)`};`];
    }
    case 'import': {
      const { call } = importOf(statement.which);
      return [`    r +%= ${call(statement.value)};`];
    }
    case 'global': {
      const global = program.globals[statement.which % program.globals.length];
      if (global === undefined) return [];
      const element = `${global.name}[${statement.index % global.length}]`;
      return [
        `    ${element} +%= r;`,
        `    r +%= ${global.isWide ? `@truncate(${element})` : element};`,
      ];
    }
    case 'table': {
      const table = tableOf(program, index, statement.which);
      if (table === null) return [];
      const element = `${table.name}[r % ${elementsOf(program, table).length}]`;
      if (table.kind === 'functions') return [`    r +%= ${element}(r);`];
      if (table.kind === 'texts') return [`    r +%= sum(${element});`];
      return [
        '    {',
        `        const element = ${element};`,
        '        element.* +%= 1;',
        '        r +%= element.*;',
        '    }',
      ];
    }
  }
}
