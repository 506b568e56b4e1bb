/** What an adapter does wrong between the suite and a sound linker. What is left out is as it should be. */
export interface ProtocolHooks {
  /** What it writes in place of an answer; null for nothing. @param index of the answer, from 0: the greeting */
  readonly answer?: (line: string, index: number) => string | Buffer | null;
  /** What it writes when it hears an op that asks for no answer. */
  readonly heard?: (op: string) => string | null;
  /** What it does at `bye`: it ends otherwise than it should. */
  readonly bye?: () => void;
}

/** One way to break the protocol. */
export interface ProtocolFault {
  /** Unique: what the table calls it. */
  readonly name: string;
  /** What the adapter does, in a few words. */
  readonly what: string;
  readonly hooks: ProtocolHooks;
}

/** An answer with something else in its greeting, or in its snapshot. */
const changed = (line: string, of: 'hello' | 'snapshot', more: object): string => {
  const message = JSON.parse(line) as Record<string, object | undefined>;
  const part = message[of];
  return `${JSON.stringify(part === undefined ? message : { [of]: { ...part, ...more } })}\n`;
};

const snapshotWith = (more: object) => (line: string) => changed(line, 'snapshot', more);

/** Milliseconds: longer than the suite waits for these adapters. */
const LATE = 60_000;

/** Does nothing more, but does not end. */
const hang = (): void => {
  setTimeout(() => undefined, LATE);
};

const die = (): null => process.exit(9);

/** Ways to break the protocol, none of which shows in an image. */
export const PROTOCOL_FAULTS: readonly ProtocolFault[] = [
  {
    name: 'answer-never',
    what: 'does not answer the second snapshot',
    hooks: { answer: (line, index) => (index === 2 ? null : `${line}\n`) },
  },
  {
    name: 'line-unended',
    what: 'does not end its answers with a line feed',
    hooks: { answer: (line, index) => (index === 0 ? `${line}\n` : line) },
  },
  {
    name: 'greeting-missing',
    what: 'does not greet',
    hooks: { answer: (line, index) => (index === 0 ? null : `${line}\n`) },
  },
  {
    name: 'greeting-twice',
    what: 'greets twice',
    hooks: { answer: (line, index) => `${line}\n`.repeat(index === 0 ? 2 : 1) },
  },
  {
    name: 'other-version',
    what: 'speaks version 2 of the protocol',
    hooks: { answer: (line) => changed(line, 'hello', { protocol: 2 }) },
  },
  {
    name: 'answer-twice',
    what: 'answers a snapshot twice',
    hooks: { answer: (line, index) => `${line}\n`.repeat(index === 1 ? 2 : 1) },
  },
  {
    name: 'answer-to-flush',
    what: 'answers flush, too',
    hooks: { heard: (op) => (op === 'flush' ? '{"flush":true}\n' : null) },
  },
  {
    name: 'answer-early',
    what: 'answers at the flush before the snapshot, and not at the snapshot',
    hooks: {
      answer: (line, index) => (index === 0 ? `${line}\n` : null),
      heard: (op) => (op === 'flush' ? '{"snapshot":{"image":"program.exe"}}\n' : null),
    },
  },
  {
    name: 'stray-text',
    what: 'prints a message to standard output',
    hooks: { heard: (op) => (op === 'updateFunc' ? 'linking...\n' : null) },
  },
  {
    name: 'byte-order-mark',
    what: 'begins its output with a byte order mark',
    hooks: { answer: (line, index) => `${index === 0 ? '\uFEFF' : ''}${line}\n` },
  },
  {
    name: 'utf-16',
    what: 'writes UTF-16',
    hooks: { answer: (line) => Buffer.from(`${line}\n`, 'utf16le') },
  },
  {
    name: 'line-too-long',
    what: 'writes a line of 16 MiB',
    hooks: { answer: (line) => `${line}${' '.repeat(0x100_0000)}\n` },
  },
  {
    name: 'answer-empty',
    what: 'answers a snapshot with an empty object',
    hooks: { answer: (line, index) => (index === 1 ? '{}\n' : `${line}\n`) },
  },
  {
    name: 'image-missing',
    what: 'names a file that is not there',
    hooks: { answer: snapshotWith({ image: 'other.exe' }) },
  },
  {
    name: 'image-elsewhere',
    what: 'names a file outside of the work folder',
    hooks: { answer: snapshotWith({ image: process.execPath }) },
  },
  {
    name: 'image-folder',
    what: 'names a folder',
    hooks: { answer: snapshotWith({ image: '.' }) },
  },
  {
    name: 'addresses-as-text',
    what: 'writes addresses as text',
    hooks: { answer: snapshotWith({ symbols: [{ symbol: { nav: 'a' }, rva: '4096', size: 1 }] }) },
  },
  {
    name: 'unchanged-over-bytes',
    what: 'says that more bytes were as before than were written',
    hooks: { answer: snapshotWith({ written: { bytes: 1, unchanged: 2 } }) },
  },
  {
    name: 'exits-early',
    what: 'ends at the second snapshot',
    hooks: { answer: (line, index) => (index === 2 ? die() : `${line}\n`) },
  },
  {
    name: 'exits-at-once',
    what: 'ends before it greets',
    hooks: { answer: die },
  },
  {
    name: 'exit-code',
    what: 'ends with exit code 3 after bye',
    hooks: { bye: () => process.exit(3) },
  },
  {
    name: 'signal',
    what: 'is ended by a signal after bye',
    hooks: { bye: () => process.kill(process.pid, 'SIGKILL') },
  },
  {
    name: 'bye-ignored',
    what: 'does not end after bye',
    hooks: { bye: hang },
  },
  {
    name: 'bye-answered',
    what: 'answers bye',
    hooks: { bye: () => process.stdout.write('{"bye":true}\n', () => process.exit(0)) },
  },
];
