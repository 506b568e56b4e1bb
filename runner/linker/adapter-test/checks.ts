import type { SymbolAddress } from '../../image/linked-image';
import { setTimeout as sleep } from 'node:timers/promises';
import { MACHINES, OUTPUT_MODES } from '../../../reference';
import { LoadedImage } from '../../image/read/loaded-image';
import { parseNodeDump } from '../../image/node-dump/parse-node-dump';
import { NodeDumpError } from '../../image/node-dump/read-node-lines';
import { LINKER_LEVELS } from '../protocol/linker-level';
import { AdapterFailure } from '../protocol/adapter-failure';
import { fail, ok, skipped, type Finding } from './finding';
import { HELLO_SCRIPT } from './hello-script';
import type { TestSession } from './test-session';

/** Milliseconds to wait for an adapter that writes without being asked. */
const QUIET = 300;

/** Milliseconds between the pieces of a line. */
const PAUSE = 40;

/** Bytes of content in a long line. */
const LONG = 0x20_0000;

/** A nav with a distance to itself that no layout makes fit: the addend alone takes all of its 32 bits. */
const OVERFLOWING = JSON.stringify({
  ...{ op: 'updateNav', nav: 'main.overflowing', type: 'T', align: 4 },
  content: [
    '00000000',
    { reloc: { nav: 'main.overflowing' }, type: 'REL32', addend: -0x8000_0000 },
  ],
});

/** Something that an adapter must do. */
export interface Check {
  readonly name: string;
  /**
   * The name of an earlier check that does part of the same. Where that one fails, this one would fail
   * for the same reason, and is not tried. Only the first check has none.
   */
  readonly needs: string | null;
  /** What to fix if it fails. */
  readonly advice: string;
  /** @throws AdapterFailure, WorkFileError */
  run(test: TestSession): Promise<Finding>;
}

const { header, first, second, snapshot, flush } = HELLO_SCRIPT;

/** What an adapter must do, in the order in which the checks are tried. */
export const CHECKS: readonly Check[] = [
  {
    name: 'greets',
    needs: null,
    advice:
      'read a line, {"hello":{...}}, and answer one, {"hello":{"protocol":1,"name":...,"version":...,' +
      '"capabilities":{"machines":[...],"outputModes":[...],"levels":[...],"incremental":...}}}; flush ' +
      'your output after each line; print nothing else to standard output',
    async run({ session }) {
      const { name, version, capabilities } = await session.hello();
      const { machines, outputModes, levels } = capabilities;
      return ok(
        `${name} ${version}: ${[machines, outputModes, levels].map((all) => all.join(', ')).join('; ')}`,
      );
    },
  },
  {
    name: 'announces what this suite knows',
    needs: 'greets',
    advice:
      'announce a machine, an output mode and a level of those that PROTOCOL.md lists, as they are spelled there; ' +
      'others may stand beside them, and are passed over',
    async run({ session }) {
      const { machines, outputModes, levels } = (await session.hello()).capabilities;
      const none = [
        ...(machines.length === 0 ? [`machine (${MACHINES.join(', ')})`] : []),
        ...(outputModes.length === 0 ? [`output mode (${OUTPUT_MODES.join(', ')})`] : []),
        ...(levels.length === 0 ? [`level (${LINKER_LEVELS.join(', ')})`] : []),
      ];
      if (none.length === 0) return ok([machines, outputModes, levels].flat().join(', '));
      return fail(`no ${none.join(', and no ')}, so that no case can judge it`);
    },
  },
  {
    name: 'says nothing until it is asked',
    needs: 'greets',
    advice: 'answer hello and snapshot, and nothing else; print messages to standard error',
    async run(test) {
      await test.begin();
      for (const line of first.slice(0, -1)) await test.session.send(line);
      await sleep(QUIET);
      // Who crashed said nothing either: the next check tells that.
      await test.session.checkUnasked();
      return ok(`it said nothing for ${QUIET} ms after a flush`);
    },
  },
  {
    name: 'answers each snapshot',
    needs: 'says nothing until it is asked',
    advice:
      'answer {"op":"snapshot"} with {"snapshot":{"image":...}}, at once and only once, and flush your output; the ' +
      'suite sends nothing before that; do not end before {"bye":true}',
    async run(test) {
      await test.begin();
      const images = [await test.link(first), await test.link(second)].map(({ image }) => image);
      return ok(images.join(', '));
    },
  },
  {
    name: 'ignores fields that it does not know',
    needs: 'answers each snapshot',
    advice: 'read the fields of {"hello":{...}} that you need, and ignore the others',
    async run(test) {
      await test.begin({ later: { version: [2] } });
      await test.link(first);
      return ok('it greeted and linked');
    },
  },
  {
    name: 'gives an image that can be read',
    needs: 'answers each snapshot',
    advice:
      'write the image to a file in workFolder before you answer, and answer with its path, relative to ' +
      'workFolder or absolute; the file must be a PE image with a DOS header',
    async run(test) {
      await test.begin();
      const { image } = await test.link(first);
      const bytes = test.read(image);
      const loaded = LoadedImage.read(bytes);
      if (typeof loaded === 'string') return fail(`${image} is not a PE image: ${loaded}`);
      return ok(`${image}, ${bytes.length} bytes`);
    },
  },
  {
    name: 'gives a node dump that can be read',
    needs: 'answers each snapshot',
    advice:
      'announce the level nodes only if you dump nodes as the reference does (coff2 replay --out writes ' +
      'examples), and answer each snapshot with the path of the dump',
    async run(test) {
      const { capabilities } = await test.begin();
      const { nodes } = await test.link(first);
      const isJudged = capabilities.levels.includes('nodes');
      if (nodes === undefined) {
        return isJudged
          ? fail('it announces the level nodes, but gives no node dump')
          : skipped('it gives none, and does not announce the level nodes');
      }
      try {
        const { key } = parseNodeDump(test.read(nodes).toString('utf8'));
        return ok(`${nodes}, of ${key}`);
      } catch (error) {
        if (error instanceof NodeDumpError) return fail(`${nodes}: ${error.message}`);
        throw error;
      }
    },
  },
  {
    name: 'gives a symbol map that fits its image',
    needs: 'gives an image that can be read',
    advice:
      'announce the level meaning only if you give a symbol map; list each nav, uav and lazy symbol ' +
      'by its name in the link script, with its address relative to the image base, and its size',
    async run(test) {
      const { capabilities } = await test.begin();
      const { image, symbols } = await test.link(first);
      const isJudged = capabilities.levels.includes('meaning');
      if (symbols === undefined) {
        return isJudged
          ? fail('it announces the level meaning, but gives no symbols')
          : skipped('it gives none, and does not announce the level meaning');
      }
      const finding = checkSymbols(test.read(image), symbols, HELLO_SCRIPT.symbols);
      if (finding.verdict !== 'ok') return finding;
      const later = await test.link(second);
      const wrong = wrongSymbol(later.symbols ?? [], HELLO_SCRIPT.secondSymbols);
      return wrong === null ? finding : fail(`after the second update, ${wrong}`);
    },
  },
  {
    name: 'survives updates in which nothing changes',
    needs: 'answers each snapshot',
    advice:
      'answer every snapshot: also after a flush with nothing to do, after another snapshot, and without a flush (an update ' +
      'that ends in compile errors)',
    async run(test) {
      await test.begin();
      await test.link(first);
      await test.link([flush, snapshot]);
      await test.link([snapshot]);
      await test.link(second.filter((line) => line !== flush));
      await test.link([flush, snapshot]);
      return ok('it answered 5 snapshots');
    },
  },
  {
    name: 'says what it wrote',
    needs: 'survives updates in which nothing changes',
    advice:
      'announce the level incremental only if you patch one image, and answer each snapshot with ' +
      '"written":{"bytes":N,"unchanged":N}: what you wrote since the answer before, and how much of it was so ' +
      'already; write nothing if there was nothing to do',
    async run(test) {
      const { capabilities } = await test.begin();
      if (!capabilities.levels.includes('incremental')) {
        return skipped('it does not announce the level incremental');
      }
      const answers = [
        await test.link(first),
        await test.link([flush, snapshot]),
        await test.link(second),
      ];
      const bytes = answers.map(({ written }) => written?.bytes);
      if (bytes.includes(undefined)) {
        return fail('it announces the level incremental, but does not say what it wrote');
      }
      const idle = bytes[1] ?? 0;
      if (idle > 0) return fail(`it wrote ${idle} bytes where nothing changed`);
      return ok(`${bytes.join(', ')} bytes`);
    },
  },
  {
    name: 'reads lines that arrive in pieces',
    needs: 'answers each snapshot',
    advice: 'read until a line feed; a single read may give half a line, or several lines',
    async run(test) {
      const { session } = test;
      await test.greet();
      const text = [header, ...first].map((line) => `${line}\n`).join('');
      const cuts = [0, 10, header.length + 20, text.length - 5, text.length];
      for (const [index, cut] of cuts.slice(1).entries()) {
        await session.write(text.slice(cuts[index], cut));
        await sleep(PAUSE);
      }
      await session.snapshot();
      return ok(`${first.length + 1} lines in ${cuts.length - 1} pieces`);
    },
  },
  {
    name: 'reads long lines',
    needs: 'answers each snapshot',
    advice: 'read the whole line, and in time; it may have up to 16 MiB',
    async run(test) {
      await test.begin();
      const content = ['90'.repeat(LONG)];
      const nav = { op: 'updateNav', nav: 'main.long', type: 'T', align: 1, content };
      await test.link([JSON.stringify(nav), ...first]);
      return ok(`one of ${LONG * 2} bytes`);
    },
  },
  {
    name: 'says no to an op that it does not know',
    needs: 'answers each snapshot',
    advice:
      'answer {"unsupported":reason} or {"refused":reason} instead of an image, and do not crash, fall silent, or link ' +
      'what is left of the program',
    async run(test) {
      await test.begin();
      const op = JSON.stringify({ op: 'updateFromALaterVersion', nav: 'main.main' });
      const act = (): Promise<unknown> => test.link([op, ...first]);
      return denied(act, fail('it ignores the op, and links the rest'));
    },
  },
  {
    name: 'says no to a machine that it does not announce',
    needs: 'answers each snapshot',
    advice:
      'answer {"unsupported":reason} or {"refused":reason} instead of an image, and do not crash or ' +
      'fall silent',
    async run({ session }) {
      const { machines } = (await session.hello()).capabilities;
      const machine = MACHINES.find((one) => !machines.includes(one));
      if (machine === undefined) return skipped('it announces all machines');
      const other = JSON.stringify({ linkScript: 1, options: { machine } });
      const nothing = [other, flush, snapshot];
      return denied(
        async () => {
          for (const line of nothing) await session.send(line);
          return session.snapshot();
        },
        ok(`it links for ${machine} all the same`),
      );
    },
  },
  {
    name: 'says no to a value that does not fit its field',
    needs: 'answers each snapshot',
    advice:
      'answer {"refused":reason} instead of an image: a distance whose upper bits are cut off leads elsewhere, and ' +
      'nothing says so',
    async run(test) {
      await test.begin();
      const act = (): Promise<unknown> => test.link([OVERFLOWING, ...first]);
      return denied(act, fail('it cuts a distance of 33 bits, and links the rest'));
    },
  },
  {
    name: 'ends on bye',
    needs: 'answers each snapshot',
    advice: 'end after {"bye":true} with exit code 0, and write nothing more',
    async run(test) {
      await test.begin();
      await test.link(first);
      await test.session.bye();
      return ok('with exit code 0');
    },
  },
  {
    name: 'ends when its input is closed',
    needs: 'ends on bye',
    advice: 'end when the input is closed; the suite may be gone',
    async run(test) {
      await test.begin();
      await test.link(first);
      const { exitCode, signal } = await test.session.hangUp();
      return ok(signal === null ? `with exit code ${exitCode ?? 'unknown'}` : `by ${signal}`);
    },
  },
  {
    name: 'leaves nothing running',
    needs: 'ends on bye',
    advice: 'wait for every process that you start, before you end',
    async run(test) {
      await test.begin();
      await test.link(first);
      await test.session.bye();
      const { leftRunning } = test.session;
      if (leftRunning.length === 0) return ok('no process is left');
      return fail(leftRunning.map(({ pid, name }) => `${name} (${pid})`).join(', '));
    },
  },
  {
    name: 'leaves nothing outside the work folder',
    needs: 'ends on bye',
    advice: 'write only to workFolder, and remove what you put into the folder of TMPDIR',
    async run(test) {
      await test.begin();
      await test.link(first);
      await test.session.bye();
      const strays = test.folder.strays();
      return strays.length === 0 ? ok('nothing is left beside it') : fail(strays.join(', '));
    },
  },
];

/** A symbol that a map must have, and the bytes of its content. */
type WantedSymbol = Pick<SymbolAddress, 'symbol' | 'size'>;

/** The adapter may say no. @param otherwise what it means if it links */
async function denied(act: () => Promise<unknown>, otherwise: Finding): Promise<Finding> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof AdapterFailure)) throw error;
    if (error.outcome !== 'refused' && error.outcome !== 'unsupported') throw error;
    return ok(`${error.outcome}: ${error.reason}`);
  }
  return otherwise;
}

function checkSymbols(
  image: Uint8Array,
  symbols: readonly SymbolAddress[],
  wanted: readonly WantedSymbol[],
): Finding {
  const loaded = LoadedImage.read(image);
  if (typeof loaded === 'string') return fail(`the image cannot be read: ${loaded}`);
  const size = loaded.headers.windows.value.size_of_image;
  const outside = symbols.find(({ rva, size: bytes }) => rva + bytes > size);
  if (outside !== undefined) {
    return fail(`${JSON.stringify(outside)} is outside the image, whose memory has ${size} bytes`);
  }
  const wrong = wrongSymbol(symbols, wanted);
  if (wrong !== null) return fail(wrong);
  return ok(`${symbols.length} symbols`);
}

/** What is wrong with a symbol map, whatever image it is of; null if nothing is. */
function wrongSymbol(
  symbols: readonly SymbolAddress[],
  wanted: readonly WantedSymbol[],
): string | null {
  // Where globals are, the image itself says.
  const placed = symbols
    .filter(({ symbol }) => !('global' in symbol))
    .map(({ symbol, ...place }) => ({ symbol: JSON.stringify(symbol), ...place }));
  for (const { symbol, size } of wanted) {
    const [known, ...others] = placed.filter((one) => one.symbol === JSON.stringify(symbol));
    const name = Object.entries(symbol).flat().join(' ');
    if (known === undefined) return `the ${name} is missing`;
    if (others.some(({ rva }) => rva !== known.rva)) return `the ${name} has two addresses`;
    if (known.size < size) return `the ${name} has ${known.size} bytes, and its content ${size}`;
  }
  const sorted = placed.toSorted((one, other) => one.rva - other.rva);
  for (const [index, { symbol, rva, size }] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next !== undefined && next.symbol !== symbol && next.rva < rva + size) {
      return `${symbol} at ${rva} reaches into ${next.symbol} at ${next.rva}: it has ${size} bytes`;
    }
  }
  return null;
}
