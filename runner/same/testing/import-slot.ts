/** DLL of a slot: that of "kernel32.dll!ExitProcess" is "kernel32.dll". */
export function dllOf(slot: string): string {
  return slot.slice(0, slot.indexOf('!'));
}

/** Name of the function of a slot: that of "kernel32.dll!ExitProcess" is "ExitProcess". */
export function nameOf(slot: string): string {
  return slot.slice(slot.indexOf('!') + 1);
}
