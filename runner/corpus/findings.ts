import type { Counts, Examination } from './examination';
import type { CorpusResult } from './examine-corpus';
import { EXPLANATIONS, type Explanation } from './explanations';
import type { OtherReading } from './readobj';

/** Milliseconds that no command may take with a file. */
const TIME_LIMIT = 1000;

/** Something about a file that is to be explained. */
export interface Finding {
  readonly kind: Explanation['kind'];
  readonly name: string;
  /** "broken by exception-functions-ascending", "imports: 12, llvm-readobj 13". */
  readonly text: string;
}

/** Findings that have one explanation. */
export interface Explained {
  readonly explanation: Explanation;
  readonly findings: readonly Finding[];
}

/** Another program, and how it read the files, by name. */
export interface OtherProgram {
  readonly name: string;
  readonly readings: ReadonlyMap<string, OtherReading>;
}

/** What is to be explained of a corpus: crashes, slow commands, broken images, other counts. */
export function findingsOf(
  { examinations, crashes }: CorpusResult,
  others: readonly OtherProgram[],
): readonly Finding[] {
  return [
    ...crashes.map(({ name, crash }): Finding => ({ kind: 'crash', name, text: crash })),
    ...examinations.flatMap((one) => [...ownFindings(one), ...otherFindings(one, others)]),
  ];
}

/** Gives each finding its explanation. */
export function explainFindings(findings: readonly Finding[]): {
  readonly explained: readonly Explained[];
  readonly unexplained: readonly Finding[];
} {
  const explanationOf = ({ kind, name, text }: Finding): Explanation | undefined =>
    EXPLANATIONS.find((one) => one.kind === kind && one.file.test(name) && one.finding.test(text));
  return {
    explained: EXPLANATIONS.map((explanation) => ({
      explanation,
      findings: findings.filter((finding) => explanationOf(finding) === explanation),
    })),
    unexplained: findings.filter((finding) => explanationOf(finding) === undefined),
  };
}

function ownFindings({ name, broken, unusual, commands, faults }: Examination): readonly Finding[] {
  return [
    ...faults.map((text): Finding => ({ kind: 'fault', name, text })),
    ...broken.map((rule): Finding => ({ kind: 'broken', name, text: rule })),
    ...unusual.map((rule): Finding => ({ kind: 'unusual', name, text: rule })),
    ...commands
      .filter(({ milliseconds }) => milliseconds > TIME_LIMIT)
      .map(({ command, milliseconds }): Finding => ({
        kind: 'slow',
        name,
        text: `${command}: ${(milliseconds / 1000).toFixed(1)} s`,
      })),
  ];
}

function otherFindings(
  { name, counts }: Examination,
  others: readonly OtherProgram[],
): readonly Finding[] {
  return others.flatMap(({ name: program, readings }): readonly Finding[] => {
    const reading = readings.get(name);
    if (reading === undefined) return [];
    if ('failure' in reading) {
      return [{ kind: 'count', name, text: `${program} fails: ${reading.failure}` }];
    }
    const fields = Object.keys(counts) as (keyof Counts)[];
    return fields
      .filter((field) => reading[field] !== undefined && reading[field] !== counts[field])
      .map((field) => ({
        kind: 'count',
        name,
        text: `${field}: ${counts[field] ?? 0}, ${program} ${reading[field] ?? 0}`,
      }));
  });
}
