/** What a loader says that it did not find. */
export type NotFound =
  | {
      readonly kind: 'dll';
      /** As the image names it: "kernel32.dll". */
      readonly dll: string;
      /** The file that needs it, without its folder: "main.exe". */
      readonly neededBy: string;
    }
  | {
      readonly kind: 'function';
      /** DLL and function as Wine joins them: "kernel32.dll.WriteFile"; an ordinal is a number. */
      readonly dllAndName: string;
    };

/** dlls/ntdll/loader.c of Wine, `import_dll`: on the channel module, if it is not silenced. */
const DLL_NOT_FOUND =
  /^[0-9a-f]+:err:module:import_dll Library (.+) \(which is needed by L"(.+)"\) not found$/;

/** The same, in `import_dll`: Wine loads the image nevertheless, and fails when the function is called. */
const NO_FUNCTION = /^[0-9a-f]+:warn:module:import_dll No implementation for (.+) imported from L"/;

/** A call of such a function ends the program (EXCEPTION_WINE_STUB). Wine says this even if it is silenced. */
const CALLED = /^wine: Call from [0-9A-F]+ to unimplemented function (.+), aborting$/;

/** Reads what Wine's loader did not find from what it wrote to standard error; each once. */
export function loaderMessages(stderr: readonly string[]): readonly NotFound[] {
  const found = new Map<string, NotFound>();
  for (const line of stderr) {
    const [, dll, neededBy] = DLL_NOT_FOUND.exec(line) ?? [];
    if (dll !== undefined && neededBy !== undefined) {
      const file = neededBy.replace(/^.*[/\\]/, '');
      found.set(`${dll} ${file}`, { kind: 'dll', dll, neededBy: file });
    }
    const dllAndName = NO_FUNCTION.exec(line)?.[1] ?? CALLED.exec(line)?.[1];
    if (dllAndName !== undefined) found.set(dllAndName, { kind: 'function', dllAndName });
  }
  return [...found.values()];
}
