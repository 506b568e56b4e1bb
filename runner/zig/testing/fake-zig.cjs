'use strict';

const fs = require('node:fs');
const path = require('node:path');

/**
 * A compiler that speaks as Zig's server does, to be changed by a test: it answers updates with the
 * functions of `on`.
 * @param version that it claims
 * @param image path of the image that it gives, followed by what the sources print
 */
module.exports = function fakeZig(version, image) {
  const args = process.argv.slice(2);
  if (args[0] === 'version') {
    console.log(version);
    process.exit();
  }
  const cache = args[args.indexOf('--cache-dir') + 1];
  const digest = 'ab'.repeat(16);
  function say(tag, body = Buffer.alloc(0)) {
    const header = Buffer.alloc(8);
    header.writeUInt32LE(tag, 0);
    header.writeUInt32LE(body.length, 4);
    process.stdout.write(Buffer.concat([header, body]));
  }
  function bundle(errors, log = '') {
    let strings = Buffer.from([0]);
    const string = (text) => {
      const at = strings.length;
      strings = Buffer.concat([strings, Buffer.from(text), Buffer.from([0])]);
      return at;
    };
    const extra = [0, 0, 0];
    const place = ({ line, column = 1 }) => {
      if (!line) return 0;
      const at = extra.length;
      extra.push(string('main.zig'), line - 1, column - 1, 0, 0, 0, 0, 0);
      return at;
    };
    const message = ({ text, notes = [], ...where }) => {
      const src = place(where);
      const said = notes.map(message);
      const at = extra.length;
      extra.push(string(text), 1, src, said.length, ...said);
      return at;
    };
    const list = errors.map(message);
    extra[0] = list.length;
    extra[1] = extra.length;
    extra.push(...list);
    extra[2] = log === '' ? 0 : string(log);
    const words = errors.length === 0 ? [] : extra;
    const body = Buffer.alloc(8 + 4 * words.length);
    body.writeUInt32LE(words.length, 0);
    body.writeUInt32LE(errors.length === 0 ? 0 : strings.length, 4);
    words.forEach((word, index) => body.writeUInt32LE(word, 8 + 4 * index));
    say(1, Buffer.concat(errors.length === 0 ? [body] : [body, strings]));
  }
  const sources = () => fs.readFileSync('main.zig', 'utf8');
  function compile(text = sources()) {
    const errors = [],
      log = [],
      dlls = [];
    let prints = '';
    text.split('\n').forEach((line, index) => {
      const [, word, rest] = /^(\w+) (.*)$/.exec(line) ?? [];
      if (word === 'prints') prints = line;
      if (word === 'error') errors.push({ text: rest, line: index + 1 });
      if (word === 'everywhere') errors.push({ text: rest });
      if (word === 'note') (errors.at(-1).notes ??= []).push({ text: rest, line: index + 1 });
      if (word === 'log') log.push(rest + '\n');
      if (word === 'dll') dlls.push(rest);
    });
    if (errors.length > 0) return bundle(errors, log.join(''));
    const out = path.join(cache, 'o', digest);
    fs.mkdirSync(out, { recursive: true });
    fs.writeFileSync(
      path.join(out, 'main.exe'),
      Buffer.concat([fs.readFileSync(image), Buffer.from(prints)]),
    );
    for (const name of dlls) fs.writeFileSync(path.join(out, name), name);
    say(2, Buffer.concat([Buffer.from([0]), Buffer.from(digest, 'hex')]));
    bundle([]);
  }
  say(0, Buffer.from(version));
  const on = { update: () => compile(), exit: () => process.exit(0) };
  let rest = Buffer.alloc(0),
    updates = 0;
  process.stdin.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 8) {
      const tag = rest.readUInt32LE(0);
      rest = rest.subarray(8);
      if (tag === 1) on.update(++updates);
      if (tag === 0) on.exit();
    }
  });
  return { fs, path, args, cache, digest, say, bundle, sources, compile, on };
};
