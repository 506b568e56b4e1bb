import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as coff from '.';
import { RENAMES } from './renames';
import { resolve } from './testing/resolve';

test.each(RENAMES.map(({ from, to }) => [from, to] as const))(
  '%s: its new names exist',
  (_from, to) => {
    for (const name of to) expect(resolve(coff, name)).toBeDefined();
  },
);

test('no old name is still there', () => {
  const stillThere = RENAMES.filter(({ from }) => resolve(coff, from) !== undefined);
  expect(stillThere).toEqual([]);
});

test('each old name is reported once', () => {
  expect(new Set(RENAMES.map(({ from }) => from)).size).toBe(RENAMES.length);
});

test('a field can be split, a member can be dropped, and a bit can move', () => {
  const find = (name: string) => RENAMES.find(({ from }) => from === name);
  expect(find('SectionHeaderFlags._reserved_0')?.to).toEqual([
    'SectionHeader.Flags.SCALE_INDEX',
    'SectionHeader.Flags.unused1',
  ]);
  expect(find('MachineType.TRICORE')?.to).toEqual([]);
  expect(find('MachineType.X64')?.to).toEqual(['IMAGE.FILE.MACHINE.AMD64']);
  expect(find('ImageRelArm64.low12a')?.to).toEqual(['IMAGE.REL.ARM64.SECREL_LOW12A']);
  expect(find('SectionHeaderFlags.MEM_PURGEABLE')?.note).toContain('bit 17');
});

test('docs/coff-renames.md has the same table', () => {
  const file = readFileSync(join(__dirname, '../../docs/coff-renames.md'), 'utf8');
  const rows = file
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, from, to, note]) => [from, to, note]);
  const code = (name: string): string => `\`${name}\``;
  expect(rows).toEqual(
    RENAMES.map(({ from, to, note = '' }) => [
      code(from),
      to.map(code).join(', ') || 'dropped',
      note,
    ]),
  );
});
