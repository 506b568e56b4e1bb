import { didYouMean } from '../text/nearest-name';

/** Directives that stand before the first `#update`. */
const OF_CASE = [
  'target',
  'module',
  'dll',
  'link_option',
  'undefined',
  'golden_every',
  'expect_image',
] as const;

/** Directives that belong to the `#update` above them. */
const OF_UPDATE = [
  ...['file', 'rm_file', 'link', 'expect_stdout', 'expect_exit_code', 'expect_error'],
  ...['expect_compile_log', 'expect_failure'],
];

const NAMES: readonly string[] = [...OF_CASE, 'update', ...OF_UPDATE];

/** Where a directive may stand; null if there is none of that name. */
export function directivePlace(name: string): 'case' | 'update' | 'anywhere' | null {
  if (name === 'update') return 'anywhere';
  if (OF_CASE.some((one) => one === name)) return 'case';
  return OF_UPDATE.includes(name) ? 'update' : null;
}

/** What to say of a directive that there is not: the nearest one, or all. */
export function unknownDirective(name: string): string {
  const near = didYouMean(
    `#${name}`,
    NAMES.map((one) => `#${one}`),
  );
  const all = near === '' ? `; the directives are ${NAMES.map((one) => `#${one}`).join(', ')}` : '';
  return `unknown directive #${name}${near}${all}`;
}

/** What to say of a line that starts with `#` and is no directive. */
export function noDirective(line: string): string {
  if (/^#\s/.test(line)) {
    return `expected #NAME=VALUE, got ${line}; a comment starts with //`;
  }
  const [, name] = /^#([\w-]+)/.exec(line) ?? [];
  if (name === undefined) return `expected #NAME=VALUE, got ${line}`;
  return directivePlace(name) === null
    ? unknownDirective(name)
    : `expected #${name}=VALUE, got ${line}`;
}
