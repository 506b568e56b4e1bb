import type { TemporaryFolder } from '../../../testing/temporary-folder';

/** What small adapters have at hand. They leave word of where they run, and of what runs. */
const PRELUDE = `
const fs = require('node:fs');
const path = require('node:path');
const { spawn } = require('node:child_process');
const note = (file, text) => fs.appendFileSync(path.join(__dirname, file), text + '\\n');
note('folders', process.cwd());
note('pids', process.pid);
const say = (message) => process.stdout.write(JSON.stringify(message) + '\\n');
const HELLO = {
  protocol: 1,
  name: 'small',
  version: '1.0',
  capabilities: {
    machines: ['AMD64'],
    outputModes: ['Exe'],
    levels: ['valid', 'runs', 'meaning'],
    incremental: false,
  },
};
let workFolder = '';
const on = {
  hello() { say({ hello: HELLO }); },
  header() {},
  op() {},
  snapshot() {
    fs.writeFileSync('1.exe', 'an image');
    say({ snapshot: { image: '1.exe' } });
  },
  bye() { process.exit(0); },
  end() {},
};
`;

/** Reads lines, in whatever pieces they come. */
const LOOP = `
let pending = '';
process.stdin.setEncoding('utf8').on('data', (chunk) => {
  const lines = (pending + chunk).split('\\n');
  pending = lines.pop();
  for (const line of lines) {
    const message = JSON.parse(line);
    if (message.hello) {
      workFolder = message.hello.workFolder;
      on.hello(message.hello);
    } else if (message.bye) on.bye();
    else if (message.linkScript) on.header(message);
    else if (message.op === 'snapshot') on.snapshot(message);
    else on.op(message);
  }
}).on('end', () => on.end());
`;

/**
 * Writes an adapter in JavaScript that keeps the protocol, but for what it is told to do: its
 * answers are the functions of \`on\`.
 * @returns the program and its arguments
 */
export function smallAdapter(folder: TemporaryFolder, behaviour = ''): readonly string[] {
  return [process.execPath, folder.write('adapter.cjs', `${PRELUDE}\n${behaviour}\n${LOOP}`)];
}

/** Writes an adapter that does just this. @returns the program and its arguments */
export function smallProgram(folder: TemporaryFolder, text: string): readonly string[] {
  return [process.execPath, folder.write('adapter.cjs', `${PRELUDE}\n${text}`)];
}
