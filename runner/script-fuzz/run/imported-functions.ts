/** What a function of Windows returns in eax, by its first argument, wherever it runs; DLLs in small letters. */
export const IMPORTED: Readonly<
  Record<string, Readonly<Record<string, (argument: number) => number>>>
> = {
  kernel32: { GetCurrentProcess: () => 0xffff_ffff },
  msvcrt: {
    abs: (argument) => Math.abs(argument | 0),
    labs: (argument) => Math.abs(argument | 0),
  },
};
