import { PassThrough } from 'node:stream';
import * as readline from 'node:readline';
import { serve } from '../../linker/protocol/serve';
import { PROTOCOL_FAULTS, type ProtocolHooks } from './protocol-faults';

/** The reference behind the protocol, with one fault between it and the suite: its name is the argument. */
const [, , name] = process.argv;
const hooks: ProtocolHooks = PROTOCOL_FAULTS.find((one) => one.name === name)?.hooks ?? {};

const input = new PassThrough();
const output = new PassThrough();
let answers = 0;

readline.createInterface({ input: output }).on('line', (line) => {
  const text = hooks.answer === undefined ? `${line}\n` : hooks.answer(line, answers);
  answers += 1;
  if (text !== null) process.stdout.write(text);
});

readline
  .createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { op, bye } = JSON.parse(line) as { readonly op?: string; readonly bye?: boolean };
    if (bye === true && hooks.bye !== undefined) {
      hooks.bye();
      return;
    }
    const said = op === undefined ? null : (hooks.heard?.(op) ?? null);
    if (said !== null) process.stdout.write(said);
    input.write(`${line}\n`);
  })
  .on('close', () => {
    input.end();
  });

serve(input, output).then(
  () => {
    process.stdin.destroy();
  },
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  },
);
