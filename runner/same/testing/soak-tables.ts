import type { SectionCoverage } from '../same-result';
import type { DamageVerdict } from '../damage/damage';
import type { LeftOutReason } from './left-out';

/** Verdicts by what they are about, counted. */
export class Tally {
  readonly #counts = new Map<string, Map<DamageVerdict, number>>();

  add(what: string, verdict: DamageVerdict): void {
    const counts = this.#counts.get(what) ?? new Map<DamageVerdict, number>();
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
    this.#counts.set(what, counts);
  }

  /** A table in Markdown, with a row for each thing, and one for all of them. */
  lines(title: string): string[] {
    const head = [
      title,
      ...['damaged', 'found', 'possible', 'equal target', 'uniform', 'missed'],
      ...['found, of those with another target', 'with possible'],
    ];
    const all = new Map<DamageVerdict, number>();
    for (const counts of this.#counts.values()) {
      for (const [verdict, count] of counts) all.set(verdict, (all.get(verdict) ?? 0) + count);
    }
    return [
      head,
      ['---', ...head.slice(1).map(() => '---:')],
      ...[...this.#counts].sort().map(([what, counts]) => row(what, counts)),
      row('all', all),
    ].map((cells) => `| ${cells.join(' | ')} |`);
  }
}

function row(what: string, counts: ReadonlyMap<DamageVerdict, number>): string[] {
  const of = (verdict: DamageVerdict): number => counts.get(verdict) ?? 0;
  const verdicts = [
    ...[of('found'), of('possible'), of('indistinguishable')],
    ...[of('uniform'), of('missed')],
  ];
  const tried = verdicts.reduce((sum, one) => sum + one, 0);
  const visible = tried - of('indistinguishable');
  const shares = [of('found'), of('found') + of('possible')].map((n) => share(n, visible));
  return [what, String(tried), ...verdicts.map(String), ...shares];
}

/** "97.3 %". What is not all never reads as all. */
function share(part: number, all: number): string {
  if (all === 0) return '-';
  return `${(Math.floor((1000 * part) / all) / 10).toFixed(1)} %`;
}

/** A sum of bytes that were compared, and of all. */
interface Sum {
  compared: number;
  all: number;
}

/** Shares of the bytes that are neither zero nor in a table of the loader that were not compared. */
export class Shares {
  readonly #bytes = new Map<string, { pairs: number; readonly code: Sum; readonly data: Sum }>();

  add(group: string, sections: readonly SectionCoverage[]): void {
    const sums = this.#bytes.get(group) ?? {
      pairs: 0,
      code: { compared: 0, all: 0 },
      data: { compared: 0, all: 0 },
    };
    sums.pairs += 1;
    for (const { isCode, code, sure, likely, unreached, beyond } of sections) {
      const sum = isCode ? sums.code : sums.data;
      const compared = code + sure + likely;
      sum.compared += compared;
      sum.all += compared + unreached + beyond;
    }
    this.#bytes.set(group, sums);
  }

  lines(): string[] {
    const left = ({ compared, all }: Sum): string => share(all - compared, all);
    return [
      '| pairs | count | bytes of code | code not compared | bytes of data | data not compared |',
      '| --- | ---: | ---: | ---: | ---: | ---: |',
      ...[...this.#bytes]
        .sort()
        .map(
          ([group, { pairs, code, data }]) =>
            `| ${group} | ${pairs} | ${code.all} | ${left(code)} | ${data.all} | ${left(data)} |`,
        ),
    ];
  }
}

/** Bytes of data that were not compared, by reason and kind of pair. */
export class LeftOutBytes {
  readonly #groups = new Map<string, Map<LeftOutReason, number>>();

  add(group: string, counts: ReadonlyMap<LeftOutReason, number>): void {
    const sums = this.#groups.get(group) ?? new Map<LeftOutReason, number>();
    for (const [reason, bytes] of counts) sums.set(reason, (sums.get(reason) ?? 0) + bytes);
    this.#groups.set(group, sums);
  }

  /** A table in Markdown: a row for each reason, a column for each kind of pair. */
  lines(): string[] {
    const groups = [...this.#groups].sort();
    const reasons = [...new Set(groups.flatMap(([, sums]) => [...sums.keys()]))].sort();
    return [
      ['bytes', ...groups.map(([group]) => group)],
      ['---', ...groups.map(() => '---:')],
      ...reasons.map((reason) => [
        reason,
        ...groups.map(([, sums]) => String(sums.get(reason) ?? 0)),
      ]),
    ].map((cells) => `| ${cells.join(' | ')} |`);
  }
}
