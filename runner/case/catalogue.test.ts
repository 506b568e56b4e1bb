import * as fs from 'node:fs';
import * as path from 'node:path';
import { packageRoot } from '../system/package-root';
import type { Update } from './case';
import { caseFile, loadCase } from './case-store';

interface CatalogueUpdate {
  readonly name: string;
  readonly writes: readonly string[];
  readonly removes?: readonly string[];
  readonly stdout?: string;
  readonly errors?: number;
  readonly notes?: number;
  readonly compileLog?: boolean;
}

const folder = path.join(packageRoot(), 'cases');
const catalogue = JSON.parse(fs.readFileSync(path.join(folder, 'catalogue.json'), 'utf8')) as {
  readonly cases: readonly {
    readonly name: string;
    readonly updates: readonly CatalogueUpdate[];
  }[];
};

/** An update of a case file, as the catalogue would list it. */
function listed({ name, writes, removes, outcome }: Update): CatalogueUpdate {
  const files = {
    name,
    writes: writes.map((file) => file.name),
    ...(removes.length === 0 ? {} : { removes }),
  };
  if (outcome === null) return files;
  if (outcome.kind === 'run') {
    return outcome.stdout === null ? files : { ...files, stdout: outcome.stdout };
  }
  const count = (word: string): number =>
    outcome.errors.filter((line) => line.includes(`:${line.startsWith(':') ? '' : ' '}${word}: `))
      .length;
  return {
    ...files,
    errors: count('error'),
    notes: count('note'),
    compileLog: outcome.compileLog.length > 0,
  };
}

describe("the cases that mirror upstream's", () => {
  it('are 34 with 109 updates', () => {
    expect(catalogue.cases).toHaveLength(34);
    expect(catalogue.cases.flatMap(({ updates }) => updates)).toHaveLength(109);
  });

  it.each(catalogue.cases.map((entry) => [entry.name, entry] as const))(
    '%s has the updates, files and outcomes of the catalogue',
    (name, { updates }) => {
      const parsed = loadCase(caseFile(name) ?? name).case;
      expect(parsed.updates.map(listed)).toEqual(updates);
    },
  );
});
