import { Readable, Writable } from 'node:stream';
import { ScriptError } from '../../case/link-script/script-error';
import {
  AnswerError,
  answerJson,
  denialOf,
  protocolOf,
  readAnswer,
} from '../../linker/protocol/answer';
import { AnswerLines, AnswerTooLong } from '../../linker/protocol/answer-lines';
import { adapterHello, snapshotAnswer, suiteHello } from '../../linker/protocol/messages';
import { ProtocolError, serve } from '../../linker/protocol/serve';
import { ROOM, type Reader } from './reader';
import { MOST_ROOM, roomOf } from './link-scripts';
import { seedFiles } from './seed-files';

function greeting(workFolder: string): string {
  return JSON.stringify({
    hello: { protocol: 1, workFolder, host: 'linux-tmpfs', case: 'hello' },
  });
}

/** Bytes that a snapshot of a small program takes: its image, and a buffer of 64 KiB for the text of its node dump. */
const SNAPSHOT_ROOM = 0x2_0000;

/** What the suite says to an adapter, as the reference behind the protocol reads it. */
export const SUITE_LINES: Reader = {
  name: 'suite-lines',
  what: 'lines of the suite to an adapter',
  form: 'json-lines',
  seeds: () =>
    seedFiles('oracle/scripts', '.jsonl', 60)
      .filter(({ bytes }) => bytes.length < 4096)
      .map(({ name, bytes, places }) => ({
        name,
        bytes: Buffer.from(`${greeting('/work-folder')}\n${bytes.toString('utf8')}{"bye":true}\n`),
        places,
      })),
  read: async (bytes, folder) => {
    const end = bytes.indexOf('\n');
    const [hello, script] =
      end < 0 ? [bytes, Buffer.alloc(0)] : [bytes.subarray(0, end), bytes.subarray(end)];
    if (asksForMuch(script)) return;
    // The reader writes to the folder that it is greeted with: it must not be any folder.
    const first = isGreeting(hello) ? Buffer.from(greeting(folder)) : hello;
    const silent = new Writable({
      write: (_chunk, _encoding, done) => {
        done();
      },
    });
    await serve(Readable.from([first, script]), silent);
  },
  refusals: [ProtocolError],
  room: (bytes) => ROOM + SNAPSHOT_ROOM * bytes.toString('latin1').split('"snapshot"').length,
};

function asksForMuch(script: Buffer): boolean {
  try {
    return roomOf(script.subarray(1)) > MOST_ROOM;
  } catch (error) {
    // What is refused may still have asked before.
    if (error instanceof ScriptError) return /\d{7}/.test(script.toString('latin1'));
    throw error;
  }
}

function isGreeting(line: Buffer): boolean {
  try {
    return suiteHello.safeParse(JSON.parse(line.toString('utf8'))).success;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** What an adapter answers. */
export const ADAPTER_LINES: Reader = {
  name: 'adapter-lines',
  what: 'answers of an adapter',
  form: 'json-lines',
  seeds: () => [{ name: 'answers', bytes: Buffer.from(ANSWERS), places: [] }],
  read: async (bytes) => {
    const middle = Math.floor(bytes.length / 2);
    const pieces = [bytes.subarray(0, middle), bytes.subarray(middle)];
    const lines = new AnswerLines(Readable.from(pieces.filter(({ length }) => length > 0)));
    for (let line = await lines.next(); line !== null; line = await lines.next()) {
      const json = answerJson(line, '{"hello":{...}}');
      if (denialOf(json) !== null) return;
      if (protocolOf(json) !== null) readAnswer(adapterHello, json, '{"hello":{...}}');
      else readAnswer(snapshotAnswer, json, '{"snapshot":{"image":...}}');
    }
  },
  refusals: [AnswerError, AnswerTooLong],
};

const CAPABILITIES = {
  machines: ['AMD64', 'I386'],
  outputModes: ['Exe', 'Lib'],
  levels: ['valid', 'runs', 'meaning', 'nodes', 'bytes'],
  incremental: true,
};

const SYMBOLS = [
  { symbol: { nav: 'main.main' }, rva: 0x1000, size: 17 },
  { symbol: { uav: 'text' }, rva: 0x2000, size: 6 },
  { symbol: { lazy: ['const_data', 'anyerror'] }, rva: 0x3000, size: 4 },
  { symbol: { global: ['ExitProcess', 'kernel32'] }, rva: 0x1020, size: 6 },
  { symbol: { global: ['wWinMainCRTStartup', null] }, rva: 0x1000, size: 17 },
];

/** Everything that PROTOCOL.md lets an adapter say. */
const ANSWERS = [
  { hello: { protocol: 1, name: 'small', version: '1.0', capabilities: CAPABILITIES } },
  { snapshot: { image: '1.exe', nodes: '1.nodes', symbols: SYMBOLS } },
  { snapshot: { image: '2.exe' } },
  { unsupported: 'no thread-local storage' },
  { refused: 'f is defined twice' },
]
  .map((answer) => `${JSON.stringify(answer)}\n`)
  .join('');
