import vm from 'node:vm';

type CompileFunction = typeof vm.compileFunction;

/** The code that V8 made of a source. */
interface Code {
  readonly source: string;
  readonly data: Buffer;
}

/** Code of earlier suites, by the name of the file. */
const kept = new Map<string, Code>();

/** What the suite that runs compiled, of which there was no code. */
const compiled = new Map<string, { readonly source: string; readonly script: vm.Script }>();

/**
 * Takes the place of `vm.compileFunction`, with which jest compiles each module anew for each suite: V8
 * takes the code that it made for an earlier suite of this process. What is compiled here is a script that
 * evaluates to the function: of a script, V8 also gives the code of the functions in it that were called.
 */
export const compileFromCache: CompileFunction = (source, parameters = [], options = {}) => {
  const { filename = '', parsingContext, importModuleDynamically } = options;
  const known = kept.get(filename);
  const head = `(function (${parameters.join(',')}) {`;
  const script = new vm.Script(`${head}${source}\n})`, {
    filename,
    columnOffset: -head.length,
    importModuleDynamically: importModuleDynamically as vm.ScriptOptions['importModuleDynamically'],
    cachedData: known?.source === source ? known.data : undefined,
  });
  // Undefined without data, false where V8 took them.
  if (script.cachedDataRejected !== false) compiled.set(filename, { source, script });
  return script.runInContext(parsingContext as vm.Context) as ReturnType<CompileFunction>;
};

/** Keeps the code of what was compiled since the last call, with the functions that ran. */
export function keepCode(): void {
  for (const [filename, { source, script }] of compiled) {
    kept.set(filename, { source, data: script.createCachedData() });
  }
  compiled.clear();
}
