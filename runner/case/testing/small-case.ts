/** A few functions and a few bytes of data: what it takes to link, in milliseconds. */
export function smallCase(...updates: readonly string[]): string {
  return ['#target=x86_64-windows-selfhosted', ...updates, ''].join('\n');
}

/** An update that makes the program: an entry point, and a number in data. */
export function firstUpdate(name: string, number: number, ...more: readonly string[]): string {
  return [
    `#update=${name}`,
    '#link',
    'nav main.number: u32 align 4',
    `  dword ${number}`,
    'fn main.start: fn () void',
    '  c3  ret',
    'export wWinMainCRTStartup = main.start',
    'flush',
    ...more,
  ].join('\n');
}

/** An update that gives the number another value. */
export function nextUpdate(name: string, number: number, ...more: readonly string[]): string {
  return [
    `#update=${name}`,
    '#link',
    'nav main.number: u32 align 4',
    `  dword ${number}`,
    'flush',
    ...more,
  ].join('\n');
}

/** A case of two updates. */
export const TWO_UPDATES = smallCase(firstUpdate('first', 1), nextUpdate('second', 2));
