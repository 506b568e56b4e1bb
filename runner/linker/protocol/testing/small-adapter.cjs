'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { spawn } = require('node:child_process');

/**
 * An adapter that keeps the protocol, to be changed by a test: its answers are the functions of `on`.
 * It leaves word of where it runs, and of what runs.
 * @param folder for its notes
 */
module.exports = function smallAdapter(folder) {
  const note = (file, text) => fs.appendFileSync(path.join(folder, file), `${text}\n`);
  const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
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
  const on = {
    hello() {
      say({ hello: HELLO });
    },
    header() {},
    op() {},
    snapshot() {
      fs.writeFileSync('1.exe', 'an image');
      say({ snapshot: { image: '1.exe' } });
    },
    bye() {
      process.exit(0);
    },
    end() {},
  };
  /** Reads lines, in whatever pieces they come. */
  const listen = () => {
    let pending = '';
    process.stdin
      .setEncoding('utf8')
      .on('data', (chunk) => {
        const lines = (pending + chunk).split('\n');
        pending = lines.pop();
        for (const line of lines) {
          const message = JSON.parse(line);
          if (message.hello) on.hello(message.hello);
          else if (message.bye) on.bye();
          else if (message.linkScript) on.header(message);
          else if (message.op === 'snapshot') on.snapshot(message);
          else on.op(message);
        }
      })
      .on('end', () => on.end());
  };
  note('folders', process.cwd());
  note('pids', process.pid);
  return { fs, path, spawn, note, say, HELLO, on, listen };
};
