import type { Command } from 'commander';
import type { ExitCode } from './exit-code';
import type { Io } from './io';

/** Makes a command. Its action passes the exit code to `finish`. */
export type MakeCommand = (io: Io, finish: (code: ExitCode) => void) => Command;

/** A command as the help lists it, and where its modules are. */
export interface ListedCommand {
  readonly name: string;
  readonly summary: string;
  /** Whether it describes all commands, so that their options must be loaded too. */
  readonly describesAll?: true;
  /** Loads the modules of the command. Without them the start takes a third of the time. */
  readonly load: () => Promise<MakeCommand>;
}

/** All commands, in the order of the help. */
export const COMMANDS: readonly ListedCommand[] = [
  {
    name: 'run',
    summary: 'have linkers link the cases, and judge each update on each level',
    load: async () => (await import('./run-command.js')).runCommand,
  },
  {
    name: 'list',
    summary: 'list the cases, a line for each',
    load: async () => (await import('./list-command.js')).listCommand,
  },
  {
    name: 'new',
    summary: 'write a case file of your own: a program that runs, and one change of it',
    load: async () => (await import('./new-command.js')).newCommand,
  },
  {
    name: 'oracle',
    summary:
      'hold the reference linker against the real one: its vectors, and the cases that it linked',
    load: async () => (await import('./oracle-command.js')).oracleCommand,
  },
  {
    name: 'goldens',
    summary: 'accept what the reference links now as goldens',
    load: async () => (await import('./goldens-command.js')).goldensCommand,
  },
  {
    name: 'fuzz',
    summary: 'try a linker with random link scripts, or a compiler with random programs',
    load: async () => (await import('./fuzz-command.js')).fuzzCommand,
  },
  {
    name: 'check',
    summary: 'check PE images against the rules of the format',
    load: async () => (await import('./check-command.js')).checkCommand,
  },
  {
    name: 'inspect',
    summary: 'print what is in PE images and COFF objects',
    load: async () => (await import('./inspect-command.js')).inspectCommand,
  },
  {
    name: 'diff',
    summary: 'explain how two images differ',
    load: async () => (await import('./diff-command.js')).diffCommand,
  },
  {
    name: 'same',
    summary: 'say whether two images are the same program, wherever their code and data lie',
    load: async () => (await import('./same-command.js')).sameCommand,
  },
  {
    name: 'replay',
    summary: 'have the reference, or another linker, link link scripts',
    load: async () => (await import('./replay-command.js')).replayCommand,
  },
  {
    name: 'script',
    summary: 'print a case as a link script, with a snapshot after each update',
    load: async () => (await import('./script-command.js')).scriptCommand,
  },
  {
    name: 'steps',
    summary: 'print what each update changes: bytes, and nodes of the dump',
    load: async () => (await import('./steps-command.js')).stepsCommand,
  },
  {
    name: 'explore',
    summary: 'write a page that links a case or script step by step, and says why',
    load: async () => (await import('./explore-command.js')).exploreCommand,
  },
  {
    name: 'fmt',
    summary: 'lay out #link blocks, and write the disassembly beside their bytes',
    load: async () => (await import('./fmt-command.js')).fmtCommand,
  },
  {
    name: 'import',
    summary: 'turn a COFF object of any compiler into a #link block',
    load: async () => (await import('./import-command.js')).importCommand,
  },
  {
    name: 'serve',
    summary: 'be the reference linker behind the adapter protocol, on standard input and output',
    load: async () => (await import('./serve-command.js')).serveCommand,
  },
  {
    name: 'report',
    summary: 'merge the reports of runs, compare them, and write them in other forms',
    load: async () => (await import('./report-command.js')).reportCommand,
  },
  {
    name: 'adapter-test',
    summary: 'check that an adapter keeps the protocol, and say what to fix',
    load: async () => (await import('./adapter-test-command.js')).adapterTestCommand,
  },
  {
    name: 'completion',
    summary: 'print the completion of a shell: bash, zsh, fish or PowerShell',
    describesAll: true,
    load: async () => (await import('./completion-command.js')).completionCommand,
  },
  {
    name: 'man',
    summary: 'print the manual page, for man or groff',
    describesAll: true,
    load: async () => (await import('./man-command.js')).manCommand,
  },
];
