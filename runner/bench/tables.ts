import Table from 'cli-table3';
import type { ImportTimes } from './import-times';
import type { BenchResult } from './bench-result';
import type { DiffTimes } from './diff-times';
import type { Measurement, Soak } from './measure';
import type { PeerTimes } from './peers';
import type { MeasuredReplay } from './replay-times';
import type { SameTimes } from './same-times';
import { GROWTH } from './start-program';
import type { ProcessTimes } from './whole-process';

const MIB = 0x10_0000;

/** A table of text: what is measured, what it is measured on, the figures. */
export interface Figures {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function programFigures(programs: readonly Measurement[]): Figures {
  return {
    head: [
      'functions',
      'host',
      'cold ms',
      'update µs',
      'worst ms',
      `+${GROWTH} µs`,
      'worst ms',
      'later µs',
      'slide ms',
      'image MiB',
      'peak MiB',
    ],
    rows: programs.map(({ functions, host, cold, same, grown, settled, slide, image, peak }) => [
      String(functions),
      host,
      cold.toFixed(0),
      same.median.toFixed(1),
      (same.worst / 1000).toFixed(2),
      grown.median.toFixed(1),
      (grown.worst / 1000).toFixed(2),
      settled.toFixed(1),
      slide.toFixed(0),
      (image / MIB).toFixed(1),
      (peak / MIB).toFixed(0),
    ]),
  };
}

/** The linkers beside the reference, which keeps its program in memory between updates. */
export function peerFigures(
  peers: readonly PeerTimes[],
  programs: readonly Measurement[],
): Figures {
  const rows = peers.map(({ linker, functions, times }) => {
    const ours = programs.find(
      (program) => program.functions === functions && program.host === 'linux-tmpfs',
    );
    if (typeof times === 'string') return [String(functions), linker, times, '', '', ''];
    const ratio = (theirs: number, our: number | undefined): string =>
      our === undefined ? '' : (theirs / our).toPrecision(3);
    return [
      String(functions),
      linker,
      times.full.toFixed(0),
      ratio(times.full, ours?.cold),
      times.relink.toFixed(0),
      ratio(times.relink, ours === undefined ? undefined : ours.grown.median / 1000),
    ];
  });
  return {
    head: ['functions', 'linker', 'full ms', '× our cold', 'relink ms', '× our update'],
    rows,
  };
}

/** Comparisons of images: processor time. */
export function sameFigures(same: readonly SameTimes[]): Figures {
  return {
    head: ['image KiB', 'pair', 'verdict', 'functions compared', 'cold ms', 'warm ms'],
    rows: same.map(({ what, size, verdict, procedures, cold, warm }) => [
      (size / 1024).toFixed(0),
      what,
      verdict,
      String(procedures),
      cold.toFixed(0),
      warm.toFixed(0),
    ]),
  };
}

/** Imports of large objects: processor time of whole processes. */
export function importFigures(imports: readonly ImportTimes[]): Figures {
  return {
    head: ['object KiB', 'object', 'listing KiB', 'ms', 'peak MiB'],
    rows: imports.map(({ what, size, listing, times: { cpu, peak } }) => [
      (size / 1024).toFixed(0),
      what,
      (listing / 1024).toFixed(0),
      (cpu * 1000).toFixed(0),
      (peak / MIB).toFixed(0),
    ]),
  };
}

export function soakText({ functions, host, updates, mean, ...soak }: Soak): string {
  const mib = (bytes: number): string => (bytes / MIB).toFixed(0);
  return (
    `${updates} updates of ${functions} functions on ${host}: ${mean.toFixed(1)} µs each; memory from ` +
    `the middle to the end ${mib(soak.residentBefore)} to ${mib(soak.residentAfter)} MiB, rows for ` +
    `relocations ${soak.relocsBefore} to ${soak.relocsAfter}`
  );
}

/** Replays of a large script; the ratios are of their medians. */
export function replayFigures({ functions, coff2, naive }: MeasuredReplay): Figures {
  const row = (name: string, { seconds, cpu, peak }: ProcessTimes): readonly string[] => [
    String(functions),
    name,
    seconds.toFixed(2),
    cpu.toFixed(2),
    (peak / MIB).toFixed(0),
    (seconds / naive.seconds).toFixed(2),
    (cpu / naive.cpu).toFixed(2),
  ];
  return {
    head: ['functions', 'program', 's', 'CPU s', 'peak MiB', '× naive s', '× naive CPU'],
    rows: [row('coff2 replay --digest', coff2), row('naive', naive)],
  };
}

/** Explanations of differences, as whole processes. */
export function diffFigures(diffs: readonly DiffTimes[]): Figures {
  return {
    head: ['functions', 'change', 'node dumps', 'found', 's', 'CPU s', 'peak MiB'],
    rows: diffs.map(({ functions, change, hasDumps, found, times }) => [
      String(functions),
      change,
      hasDumps ? 'both' : 'none',
      found,
      times.seconds.toFixed(2),
      times.cpu.toFixed(2),
      (times.peak / MIB).toFixed(0),
    ]),
  };
}

/** A table for a terminal. */
export function terminalTable({ head, rows }: Figures): string {
  const table = new Table({
    head: [...head],
    style: { head: [], border: [], compact: true },
    colAligns: head.map((_title, index) => (index === 1 ? 'left' : 'right')),
  });
  for (const row of rows) table.push([...row]);
  return table.toString();
}

/** All of a result, for a terminal. */
export function resultText(result: BenchResult): string {
  const { programs, soak, replay, peers, same, imports, diff } = result;
  return [
    programs === undefined ? '' : terminalTable(programFigures(programs)),
    peers === undefined ? '' : terminalTable(peerFigures(peers, programs ?? [])),
    same === undefined ? '' : terminalTable(sameFigures(same)),
    imports === undefined ? '' : terminalTable(importFigures(imports)),
    diff === undefined ? '' : terminalTable(diffFigures(diff)),
    replay === undefined ? '' : terminalTable(replayFigures(replay)),
    soak === undefined ? '' : soakText(soak),
  ]
    .filter((part) => part !== '')
    .join('\n');
}
