/** A case of these updates, for Zig's own backend. */
export function caseText(...updates: readonly string[]): string {
  return ['#target=x86_64-windows-selfhosted', ...updates, ''].join('\n');
}

/** An update that writes main.zig and expects that it is printed. */
export function prints(name: string, text: string, expected = text): string {
  return `#update=${name}\n#file=main.zig\nprints ${text}\n#expect_stdout="${expected}"`;
}

/** A case whose program prints another text after its second update. */
export const TWO = caseText(prints('first', 'one'), prints('second', 'two'));
