import type { Catches } from './layer';
import { MUTANT_KINDS } from './rows/mutant';
import { isCaught, isCaughtWithoutBytes, type JudgedMutant } from './verdict';

function foreignCell({ valid, meaning, runs, same, incremental }: Catches): string {
  return [
    ...(valid === undefined ? [] : [`valid: ${valid}`]),
    ...(meaning === undefined ? [] : [`meaning: ${meaning}`]),
    ...(runs === undefined ? [] : [`runs: ${runs}`]),
    ...(same === undefined ? [] : [`same: ${same}`]),
    ...(incremental === undefined ? [] : [`incremental: ${incremental}`]),
  ].join('<br>');
}

function otherCell({ vector, nodes, bytes, unit }: Catches): string {
  return [
    ...(vector === undefined ? [] : [`vector ${vector}`]),
    ...(bytes === undefined ? [] : [`bytes: ${bytes}`]),
    ...(bytes !== undefined || nodes === undefined ? [] : [`nodes: ${nodes}`]),
    ...(unit === undefined ? [] : [`test ${unit}`]),
  ].join('<br>');
}

function escape(text: string): string {
  return text.replace(/[|_*\\`]/g, '\\$&').replace(/</g, '&lt;');
}

function row(judged: JudgedMutant): string {
  const { mutant, catches } = judged;
  const why = mutant.equivalent ?? mutant.sameProgram;
  const argument =
    why === undefined
      ? ''
      : `<br>${mutant.equivalent === undefined ? 'Same program' : 'Equivalent'}: ${escape(why)}`;
  const foreign = escape(foreignCell(catches)).replace(/&lt;br>/g, '<br>');
  const other = escape(otherCell(catches)).replace(/&lt;br>/g, '<br>');
  return `| ${mutant.name}${argument} | ${mutant.file} | ${foreign || '-'} | ${other || '-'} |`;
}

function count(judged: readonly JudgedMutant[], caught: (one: JudgedMutant) => boolean): number {
  return judged.filter(caught).length;
}

/**
 * The document of all mutants, as Markdown.
 * @param day on which they were judged, "2026-12-31"
 */
export function mutantTable(judged: readonly JudgedMutant[], day: string): string {
  const meaningful = judged.filter(
    ({ mutant }) => mutant.sameProgram === undefined && mutant.equivalent === undefined,
  );
  const missed = meaningful.filter((one) => !isCaughtWithoutBytes(one));
  const lines = [
    '# Mutants of the reference linker',
    '',
    'How much does the suite catch? `npm run mutants` puts one fault at a time into the reference linker and',
    'looks for what notices. It writes this document. The rows are in `runner/mutants/rows`; a new row is a new',
    'mutant.',
    '',
    `The whole run takes more than an hour. This is the one of ${day}: rows that have changed since then are not in it.`,
    '',
    'A fault is looked for by the vectors of the real linker, by the cases, by the cases under Wine where the',
    'levels `valid` and `meaning` see nothing, by the levels `same` and `incremental` where `runs` sees nothing',
    'either, and at last by the unit tests of `reference/link`. Each cell names the first place; a case is followed',
    'by the update, from 1. An empty cell is not a proof that nothing else would notice: `runs`, `same`,',
    '`incremental` and unit tests are only asked about mutants that got so far.',
    '',
    '| | mutants |',
    '| --- | --- |',
    `| all | ${judged.length} |`,
    `| caught | ${count(judged, isCaught)} |`,
    `| by a vector | ${count(judged, ({ catches }) => catches.vector !== undefined)} |`,
    `| by a case, with bytes and nodes | ${count(judged, (one) => isCaughtWithoutBytes(one) || one.catches.bytes !== undefined || one.catches.nodes !== undefined)} |`,
    `| by a case, without bytes and nodes: all that a foreign linker is judged on | ${count(judged, isCaughtWithoutBytes)} |`,
    `| argued to be equivalent | ${count(judged, ({ mutant }) => mutant.equivalent !== undefined)} |`,
    `| that make the same program in another layout | ${count(judged, ({ mutant }) => mutant.sameProgram !== undefined)} |`,
    `| that change the program | ${meaningful.length} |`,
    `| of these, caught without bytes and nodes | ${meaningful.length - missed.length} |`,
    '',
    ...(missed.length === 0
      ? []
      : [
          'These change the program, and only bytes, vectors or unit tests notice: ' +
            `${missed.map(({ mutant }) => mutant.name).join(', ')}.`,
          '',
        ]),
  ];
  for (const kind of MUTANT_KINDS) {
    const ofKind = judged.filter(({ mutant }) => mutant.kind === kind);
    if (ofKind.length === 0) continue;
    lines.push(
      `## ${kind}`,
      '',
      '| mutant | file | caught on levels for any linker | caught by bytes, vectors, tests |',
      '| --- | --- | --- | --- |',
      ...ofKind.map(row),
      '',
    );
  }
  return lines.join('\n');
}
