import * as ts from 'typescript';
import type { Mutant } from './rows/mutant';

/**
 * Puts a mutation into the text of its file.
 * @throws Error unless the text to replace occurs exactly once: the row has to follow the source
 */
export function mutateSource(source: string, { name, file, find, replace }: Mutant): string {
  const at = source.indexOf(find);
  if (at < 0 || find === '') {
    throw new Error(
      `mutation ${name}: reference/link/${file} no longer contains ${JSON.stringify(find)}; ` +
        `change the row in runner/mutants/rows to follow the source`,
    );
  }
  if (source.includes(find, at + 1)) {
    throw new Error(
      `mutation ${name}: reference/link/${file} contains ${JSON.stringify(find)} more than once; ` +
        `make the text in the row longer`,
    );
  }
  if (find === replace) throw new Error(`mutation ${name} changes nothing`);
  return source.slice(0, at) + replace + source.slice(at + find.length);
}

/** Compiles one file as `npm run build` does, but without checking types: mutations may break them. */
export function compile(source: string): string {
  return ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  }).outputText;
}
