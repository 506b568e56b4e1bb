import { Step, STEP_SIZE, type Content } from '../../case/link-script/content';
import { LineSplitter } from '../../case/link-script/lines';
import type { Op } from '../../case/link-script/op';
import { LinkScriptParser } from '../../case/link-script/parser';
import { LineError, ScriptError } from '../../case/link-script/script-error';
import { ScriptReplay } from '../../case/replay/script-replay';
import type { Reader } from './reader';
import { seedFiles } from './seed-files';

/** A script that asks for more bytes than this is read, and not replayed: an image is as large as it says. */
export const MOST_ROOM = 0x10_0000;

/** Link scripts, which the reference replays as far as they are right. */
export const LINK_SCRIPTS: Reader = {
  name: 'link-script',
  what: 'link scripts, and their replay',
  form: 'json-lines',
  seeds: () => seedFiles('oracle/scripts', '.jsonl', 60).filter(({ bytes }) => bytes.length < 8192),
  read: (bytes) => {
    if (roomOf(bytes) > MOST_ROOM) return;
    const replay = new ScriptReplay('script.jsonl', ['linux-tmpfs'], {
      afterOp: (_host, { linker }) => {
        linker.verify();
      },
    });
    replay.push(bytes);
    replay.end();
  },
  refusals: [ScriptError],
};

/** Bytes that a script asks for, beyond its own size. @throws ScriptError if it cannot be read */
export function roomOf(bytes: Buffer): number {
  const parser = new LinkScriptParser('script.jsonl');
  const splitter = new LineSplitter();
  let room = 0;
  try {
    for (const lines of [splitter.push(bytes), splitter.end()]) {
      for (const line of lines) {
        const op = parser.line(line);
        if (op !== null) room += roomOfOp(op);
      }
    }
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    throw new ScriptError('script.jsonl', parser.lines + 1, 'line', error.message);
  }
  return room;
}

function roomOfOp(op: Op): number {
  const content = 'content' in op ? op.content : null;
  const align = 'align' in op ? (op.align ?? 0) : 0;
  return align + (content === null ? 0 : roomOfContent(content));
}

function roomOfContent({ steps, pointers, relocs }: Content): number {
  let room = 0;
  for (let at = 0; at < steps.length; at += STEP_SIZE) {
    const [kind, first = 0, second = 0] = steps.slice(at, at + STEP_SIZE);
    if (kind === Step.SPLAT) room += second;
    if (kind === Step.REBASE) room += first;
  }
  for (const { target } of [...pointers, ...relocs]) {
    if (target.kind === 'uav') room += target.align ?? 0;
  }
  return room;
}
