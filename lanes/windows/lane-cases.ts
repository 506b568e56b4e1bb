import * as fs from 'node:fs';
import * as path from 'node:path';

/** A case of one update, whose program is these lines of a listing. */
function caseText(name: string, listing: readonly string[]): string {
  return [
    '#target=x86_64-windows-selfhosted',
    `#update=${name}`,
    '#file=main.zig',
    'pub export fn wWinMainCRTStartup() callconv(.winapi) noreturn {}',
    '#link',
    'fn main.wWinMainCRTStartup: fn () callconv(.winapi) noreturn',
    ...listing,
    'export wWinMainCRTStartup = main.wWinMainCRTStartup',
    'flush',
    '#expect_stdout=""',
    '',
  ].join('\n');
}

/** Writes a program that crashes, and one that never ends; the first in the way of a CRLF check-out. */
export function writeLaneCases(folder: string): void {
  const crash = ['  31 c0  xor eax,eax', '  88 00  mov [rax],al'];
  const hang = ['  eb fe  jmp 0'];
  fs.writeFileSync(
    path.join(folder, 'crash.incr'),
    caseText('crash', crash).replaceAll('\n', '\r\n'),
  );
  fs.writeFileSync(path.join(folder, 'hang.incr'), caseText('hang', hang));
}
