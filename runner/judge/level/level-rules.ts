import type { DifferenceKind } from '../../same/same-result';
import { HARMLESS_MISFITS, MISFIT_KINDS, type MisfitKind } from '../meaning/misfit';
import type { Level } from '../result/level';

/** A rule of a level. */
export interface LevelRule {
  /** What holds, in a sentence. */
  readonly holds: string;
  /** What goes wrong otherwise, or why it is asked. */
  readonly why: string;
}

/** Why the rules of the level `meaning` are rules, by the kind of misfit that breaks them. */
const WHY_MEANING: Readonly<Record<MisfitKind, string>> = {
  'unreadable-image': 'nothing else can be looked at',
  'wrong-header':
    'the loader takes it for another machine, for a program or a DLL, for another Windows, or for an AppContainer alone',
  'missing-symbol': 'the program lacks a part of itself, or nobody can say where it is',
  'two-addresses': 'references may lead to the old place of what moved',
  'outside-sections': 'the loader maps sections only',
  'size-too-small': 'the next symbol may lie in its last bytes',
  'not-executable': 'the first call ends the program',
  'not-readable': 'the first read ends the program',
  'not-writable': 'the first write ends the program',
  'not-private': 'all processes of the program have one copy: what one writes, the others read',
  misaligned: 'instructions such as movaps fault, and code may use the low bits of an address',
  overlap: 'a write to one changes the other; equal constants have addresses of their own',
  'wrong-content': 'it is another program',
  'wrong-reference': 'it is another program, though it may run as long as nothing comes there',
  'export-not-followed': 'the old function is called after its name moved',
  'import-not-reached': 'the call leads anywhere',
  'no-base-relocation': 'a pointer leads nowhere once the loader moves the image',
  'unexpected-base-relocation':
    'calls, RVAs and plain bytes are damaged once the loader moves the image',
  'unreadable-imports': 'the loader refuses the image, or loads something else',
  'missing-import': 'the loader fills no slot: a call leads anywhere',
  'unused-import': 'a DLL or function that is not there any more keeps the program from starting',
  'import-twice':
    'comparing the addresses of a function with itself fails, and the tables grow with each update',
  'shared-lookup-table': 'an image cannot be bound, nor read again once it was loaded',
  'wrong-entry-point': 'the program starts somewhere else',
  'unreadable-exports': 'GetProcAddress finds nothing, or reads outside of the image',
  'missing-export': 'a program that loads the DLL does not start',
  'unknown-export': 'a name that was removed can still be found',
  'wrong-export': 'another function is called by this name',
};

/** What `same` compares, and why, by the kind of difference. */
const SAME_RULES: Readonly<Record<DifferenceKind, LevelRule>> = {
  header: {
    holds: 'Both are programs or both are DLLs, of one subsystem.',
    why: 'the loader treats them otherwise',
  },
  code: {
    holds: 'Code that can be reached is the same instructions, apart from addresses.',
    why: 'it is another program, also where no run comes',
  },
  data: {
    holds: 'Data that is referred to has the same bytes, apart from addresses.',
    why: 'it is another program',
  },
  target: {
    holds: 'Addresses lead to the same code or data, in both or in neither.',
    why: 'a stale or empty field calls or reads something else',
  },
  import: {
    holds: 'What is imported in one is the same import in the other.',
    why: 'another function is called',
  },
  export: {
    holds: 'A DLL exports each name that the program exports, to the same place.',
    why: 'a program that loads the DLL calls something else, or does not start',
  },
  protection: {
    holds:
      'Writable data is writable in both; only compared for the reference, as linkers choose sections themselves.',
    why: 'a write faults in one of them',
  },
  identity: {
    holds: 'One variable is one variable in both.',
    why: 'what is written to one copy is not read from the other',
  },
  number: {
    holds: 'The number of an error is that of the same name.',
    why: 'another error is caught',
  },
  relocation: {
    holds: 'Where both images have base relocations, a pointer has one in both or in neither.',
    why: 'it leads nowhere in one of them once the image is moved',
  },
  resource: {
    holds: 'A resource that both have has the same bytes.',
    why: 'a window, text or version is another one',
  },
  tls: {
    holds: 'Thread-local storage and its callbacks are the same.',
    why: 'threads start with other data, or run other code first',
  },
  unwind: {
    holds: 'Unwind information and handlers are the same.',
    why: 'an exception ends one of them',
  },
};

/** The rules of all levels but `valid`, whose rules are those of `coff2 check`. */
export const LEVEL_RULES: Readonly<Record<Exclude<Level, 'valid'>, readonly LevelRule[]>> = {
  outcome: [
    {
      holds:
        'A compiler gives an image, or the errors, notes and log lines that the case expects, in order.',
      why: 'the other levels have nothing to judge otherwise',
    },
    {
      holds:
        'A linker answers every snapshot and ends as the protocol says; judged here only where nothing else is.',
      why: 'a failure must not be lost where an update has no image to judge',
    },
  ],
  runs: [
    { holds: 'The image prints what the case expects.', why: 'it is another program' },
    {
      holds:
        'It exits with the code that the case expects, by itself, and not by a crash that has this code.',
      why: 'it crashed, or is another program',
    },
    {
      holds:
        'It ends in time; one that does not, or does something else, is run a second time, and the pass says so.',
      why: 'a busy machine may fail to start a good program once',
    },
    {
      holds: 'The DLLs that it loads are those that the same linker makes of their cases.',
      why: 'the two halves of a program have to fit',
    },
  ],
  meaning: (Object.keys(MISFIT_KINDS) as readonly MisfitKind[])
    .filter((kind) => !HARMLESS_MISFITS.has(kind))
    .map((kind) => ({ holds: `\`${kind}\`: ${MISFIT_KINDS[kind]}`, why: WHY_MEANING[kind] })),
  same: (Object.keys(SAME_RULES) as readonly DifferenceKind[]).map((kind) => ({
    holds: `\`${kind}\`: ${SAME_RULES[kind].holds}`,
    why: SAME_RULES[kind].why,
  })),
  incremental: [
    { holds: 'The answer says what was written.', why: 'nothing can be judged otherwise' },
    {
      holds: 'At least as many bytes were changed as differ from the image before.',
      why: 'what is said cannot be true otherwise',
    },
    {
      holds: 'Nothing is written where nothing was handed over, not even what was there.',
      why: 'an incremental linker does no work for no change',
    },
    {
      holds: 'The image is the same program as one that a new process makes of the same state.',
      why: 'what was left from earlier updates makes it another program',
    },
  ],
  nodes: [
    {
      holds: 'The node dump equals the golden.',
      why: "it is not Coff2's layout, though the bytes may be equal",
    },
    {
      holds:
        'What is equal was accepted from this case, as it is: `digests.json` says so. It is judged here once.',
      why: 'a golden of another case says nothing of this one',
    },
  ],
  bytes: [
    { holds: 'The image equals the golden, byte for byte.', why: "it is not Coff2's layout" },
  ],
  'as-fresh': [
    {
      holds:
        'The incremental image prints, exits, imports and exports as a fresh build of the same sources.',
      why: 'what was left from earlier updates makes it another program',
    },
  ],
  picture: [
    {
      holds: 'The drawing of the layout equals the golden.',
      why: 'the picture is what people review',
    },
  ],
};

/** What is before and after the rules in docs/levels.md. */
const START = '<!-- level rules -->';
const END = '<!-- end of level rules -->';

/** Puts the rules of now into the document. @throws Error if it lacks the marks */
export function withLevelRules(document: string): string {
  const [start, end] = [document.indexOf(START), document.indexOf(END)];
  if (start === -1 || end < start) {
    throw new Error(`docs/levels.md: expected ${START} and then ${END}`);
  }
  const rows = Object.entries(LEVEL_RULES).flatMap(([level, rules]) =>
    rules.map(({ holds, why }) => `| \`${level}\` | ${holds} | ${why} |`),
  );
  const head = [
    '| level | what holds | why, or what goes wrong otherwise |',
    '| --- | --- | --- |',
  ];
  const table = ['', '', '<!-- oxfmt-ignore -->', ...head, ...rows, '', ''].join('\n');
  return document.slice(0, start + START.length) + table + document.slice(end);
}
