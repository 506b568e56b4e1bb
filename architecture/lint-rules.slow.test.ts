import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { TemporaryFolder } from '../runner/testing/temporary-folder';

const ROOT = path.join(__dirname, '..');

/** Code with one fault each, by the rule that must find it, and the file that it stands in. */
const PLANTED: readonly (readonly [rule: string, file: string, code: string])[] = [
  // What forgets a promise, or waits for what is none.
  ['no-floating-promises', 'runner/a.ts', 'Promise.resolve(1);'],
  ['no-misused-promises', 'runner/a.ts', '[1].forEach(async () => { await Promise.resolve(); });'],
  ['await-thenable', 'runner/a.ts', 'export const f = async () => { await 1; };'],
  ['require-await', 'runner/a.ts', 'export async function f() { return 1; }'],
  [
    'return-await',
    'runner/a.ts',
    'export async function f(p: Promise<number>) { try { return p; } catch { return await p; } }',
  ],
  [
    'no-confusing-void-expression',
    'runner/a.ts',
    'export const f = (g: () => void) => { const x = g(); return [x]; };',
  ],
  // What has no type.
  ['no-explicit-any', 'runner/a.ts', 'export function f(x: any) { return [x]; }'],
  ['no-unsafe-assignment', 'runner/a.ts', "export const x = JSON.parse('1');"],
  ['no-unsafe-argument', 'runner/a.ts', "parseInt(JSON.parse('1'));"],
  ['no-unsafe-call', 'runner/a.ts', "JSON.parse('1')();"],
  ['no-unsafe-member-access', 'runner/a.ts', "export const f = () => { JSON.parse('1').x(); };"],
  ['no-unsafe-return', 'runner/a.ts', "export const f = () => JSON.parse('1');"],
  [
    'use-unknown-in-catch-callback-variable',
    'runner/a.ts',
    'export const f = (p: Promise<number>) => p.catch((e) => [e]);',
  ],
  // What a type rules out, or leaves open.
  [
    'switch-exhaustiveness-check',
    'runner/a.ts',
    "export function f(x: 'a' | 'b') { switch (x) { case 'a': return 1; } return 2; }",
  ],
  [
    'no-unnecessary-condition',
    'runner/a.ts',
    'export function f(x: { y: number }) { return x ? 1 : 2; }',
  ],
  [
    'no-unnecessary-type-assertion',
    'runner/a.ts',
    'export function f(x: number) { return x as number; }',
  ],
  ['no-non-null-assertion', 'runner/a.ts', 'export const f = (x: string | null) => x!.length;'],
  [
    'no-unnecessary-boolean-literal-compare',
    'runner/a.ts',
    'export const f = (x: boolean) => (x === true ? 1 : 2);',
  ],
  [
    'prefer-nullish-coalescing',
    'runner/a.ts',
    'export const f = (x: { n: number } | null) => x || { n: 1 };',
  ],
  [
    'prefer-optional-chain',
    'runner/a.ts',
    'export const f = (x: { n: { m: number } } | null) => x && x.n;',
  ],
  [
    'no-unsafe-enum-comparison',
    'runner/a.ts',
    'enum E { A = 1 }\nexport const f = (e: E, n: number) => e === n;',
  ],
  // What becomes text or a number that nobody meant.
  [
    'restrict-template-expressions',
    'runner/a.ts',
    'export const f = (x: { a: 1 }) => `${x} there`;',
  ],
  ['restrict-plus-operands', 'runner/a.ts', "export const f = (x: number) => x + 'px';"],
  ['no-base-to-string', 'runner/a.ts', 'export const f = (x: { a: 1 }) => String(x);'],
  [
    'unbound-method',
    'runner/a.ts',
    'class C { m() { return this; } }\nexport const f = new C().m;',
  ],
  ['only-throw-error', 'runner/a.ts', "export function f() { throw 'text'; }"],
  [
    'preserve-caught-error',
    'runner/a.ts',
    "export function f(g: () => void) { try { g(); } catch (e) { throw new Error('x'); } }",
  ],
  [
    'no-deprecated',
    'runner/a.ts',
    '/** @deprecated not used */\nfunction g() { return 1; }\nexport const x = g();',
  ],
  // What is left over.
  ['no-unused-vars', 'runner/a.ts', 'export function f(x: number) { return 1; }'],
  ['no-useless-assignment', 'runner/a.ts', 'export function f() { let x = 1; x = 2; return x; }'],
  ['no-empty', 'runner/a.ts', 'export function f(g: () => void) { try { g(); } catch {} }'],
  [
    'no-fallthrough',
    'runner/a.ts',
    'export function f(x: number, g: (n: number) => void) { switch (x) { case 1: g(1); case 2: g(2); break; default: } }',
  ],
  ['prefer-const', 'runner/a.ts', 'let x = 1;\nexport const y = [x];'],
  ['no-undef', 'runner/a.cjs', "'use strict';\nmodule.exports = missing;"],
  ['no-dupe-keys', 'runner/a.cjs', "'use strict';\nmodule.exports = { a: 1, a: 2 };"],
  ['no-control-regex', 'runner/report/page/a.js', 'export const x = /\\x00/;'],
  // What a test must not do.
  ['no-focused-tests', 'runner/a.test.ts', "it.only('x', () => { expect(1).toBe(1); });"],
  ['no-disabled-tests', 'runner/a.test.ts', "it.skip('x', () => { expect(1).toBe(1); });"],
  ['expect-expect', 'runner/a.test.ts', "it('x', () => { [1].pop(); });"],
  ['valid-expect', 'runner/a.test.ts', "it('x', () => { expect(1); });"],
  ['no-standalone-expect', 'runner/a.test.ts', "describe('x', () => { expect(1).toBe(1); });"],
  [
    'no-conditional-expect',
    'runner/a.test.ts',
    "it('x', () => { if (Date.now() > 1) expect(1).toBe(1); });",
  ],
  [
    'no-identical-title',
    'runner/a.test.ts',
    "it('x', () => { expect(1).toBe(1); });\nit('x', () => { expect(1).toBe(1); });",
  ],
  // What may not be imported.
  [
    'no-restricted-imports',
    'reference/link/a.ts',
    "import { a } from '../../runner/testing/b';\nexport const x = [a];",
  ],
  ['no-restricted-imports', 'runner/a.test.ts', "import fc from 'fast-check';\nfc.assert;"],
];

/** As the linter names it in its answer. */
interface Found {
  readonly diagnostics: readonly { readonly code?: string; readonly filename: string }[];
}

const folder = TemporaryFolder.forEachTest();

/** Writes files, with the settings of the suite around them. @returns FILE RULE for each fault that is found */
function lint(files: Readonly<Record<string, string>>): readonly string[] {
  for (const name of ['.oxlintrc.json', 'tsconfig.json'])
    fs.copyFileSync(path.join(ROOT, name), folder.path(name));
  fs.symlinkSync(path.join(ROOT, 'node_modules'), folder.path('node_modules'), 'junction');
  for (const [name, code] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(folder.path(name)), { recursive: true });
    fs.writeFileSync(folder.path(name), code);
  }
  const oxlint = path.join(ROOT, 'node_modules', 'oxlint', 'bin', 'oxlint');
  const { stdout, stderr } = spawnSync(process.execPath, [oxlint, '--format=json', '.'], {
    cwd: folder.path('.'),
    encoding: 'utf8',
  });
  if (!stdout.startsWith('{')) throw new Error(`oxlint says no JSON: ${stdout}${stderr}`);
  const { diagnostics } = JSON.parse(stdout) as Found;
  return diagnostics.map(({ code, filename }) => {
    const rule = /\(([\w-]+)\)/.exec(code ?? '')?.[1] ?? 'no rule';
    return `${filename.replaceAll(path.sep, '/')} ${rule}`;
  });
}

test('the linter finds a planted fault of each rule that matters', () => {
  // Each in a folder of its own within the room: names do not meet.
  const placed = PLANTED.map(([rule, file, code], index) => {
    const at = file.replace(/(?=[^/]*$)/, file.includes('/page/') ? `${index}-` : `${index}/`);
    return { rule, at, code: code.replaceAll('../../runner', '../../../runner') };
  });
  const found = lint({
    ...Object.fromEntries(placed.map(({ at, code }) => [at, `${code}\n`])),
    'runner/testing/b.ts': 'export const a = 1;\n',
  });
  const expected = placed.map(({ rule, at }) => `${at} ${rule}`);
  expect(expected.filter((each) => !found.includes(each))).toEqual([]);
}, 60_000);

test('the linter says nothing of a file without a fault, nor of a test that imports from a higher floor', () => {
  const found = lint({
    'runner/testing/b.ts': 'export const a = 1;\n',
    'reference/link/a.test.ts':
      "import { a } from '../../runner/testing/b';\ntest('a', () => {\n  expect(a).toBe(1);\n});\n",
    'reference/testing/slow-test.ts': 'export const slowTest = test.skip;\n',
    'reference/link/b.test.ts':
      "import { slowTest } from '../testing/slow-test';\nslowTest('a', () => {\n  expect(1).toBe(1);\n});\nslowTest.each([1])('b %i', (a) => {\n  expect(a).toBe(1);\n});\n",
    'runner/c.ts':
      '// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any is meant\nexport const f = (x: any): number => Number(x);\n',
  });
  expect(found).toEqual([]);
}, 60_000);

test('the linter reports a comment that turns off a rule for nothing', () => {
  const found = lint({
    'runner/c.ts':
      '// eslint-disable-next-line @typescript-eslint/no-explicit-any -- nothing here\nexport const f = (x: number): number => x;\n',
  });
  expect(found).toHaveLength(1);
}, 60_000);
