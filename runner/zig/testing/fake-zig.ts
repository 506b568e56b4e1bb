import * as fs from 'node:fs';
import { goldenFolder } from '../../golden/golden-files';
import type { TemporaryFolder } from '../../testing/temporary-folder';
import type { Zig } from '../zig';

/** An image that is valid; what the sources say is put after it. */
const IMAGE = `${goldenFolder()}/hello/01-initial-version.exe`;

/** What the fake compiler's main.zig says that the image prints: the text after this word. */
const PRINTS = 'prints ';

/**
 * A compiler that speaks as Zig's server does. Of main.zig it understands lines: "prints TEXT" is what
 * the image prints, "error TEXT" an error at that line, "note TEXT" one of the error before, "log TEXT"
 * is logged, "dll NAME" leaves a DLL beside the image.
 * @param changes statements that change it: `on.update(n)` answers the n-th update; `say(tag, body)`,
 *   `bundle(errors, log)`, `compile()`, `args` and `sources` are there
 */
export function fakeZig(folder: TemporaryFolder, changes = '', version = '0.16.0'): Zig {
  const file = folder.write(
    'zig.cjs',
    `${PRELUDE.replace('VERSION', version).replace('IMAGE', JSON.stringify(IMAGE))}\n${changes}`,
  );
  return { command: [process.execPath, file], version };
}

/** What an image of the fake compiler prints. */
export function printedBy(image: Uint8Array): string {
  const text = Buffer.from(image).subarray(fs.statSync(IMAGE).size).toString('utf8');
  return text.replace(PRINTS, '');
}

const PRELUDE = `
const fs = require('fs'), path = require('path');
const args = process.argv.slice(2);
if (args[0] === 'version') { console.log('VERSION'); process.exit(); }
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
  const errors = [], log = [], dlls = [];
  let prints = '';
  text.split('\\n').forEach((line, index) => {
    const [, word, rest] = /^(\\w+) (.*)$/.exec(line) ?? [];
    if (word === 'prints') prints = line;
    if (word === 'error') errors.push({ text: rest, line: index + 1 });
    if (word === 'everywhere') errors.push({ text: rest });
    if (word === 'note') (errors.at(-1).notes ??= []).push({ text: rest, line: index + 1 });
    if (word === 'log') log.push(rest + '\\n');
    if (word === 'dll') dlls.push(rest);
  });
  if (errors.length > 0) return bundle(errors, log.join(''));
  const out = path.join(cache, 'o', digest);
  fs.mkdirSync(out, { recursive: true });
  fs.writeFileSync(path.join(out, 'main.exe'), Buffer.concat([fs.readFileSync(IMAGE), Buffer.from(prints)]));
  for (const name of dlls) fs.writeFileSync(path.join(out, name), name);
  say(2, Buffer.concat([Buffer.from([0]), Buffer.from(digest, 'hex')]));
  bundle([]);
}
say(0, Buffer.from('VERSION'));
const on = { update: () => compile(), exit: () => process.exit(0) };
let rest = Buffer.alloc(0), updates = 0;
process.stdin.on('data', (chunk) => {
  rest = Buffer.concat([rest, chunk]);
  while (rest.length >= 8) {
    const tag = rest.readUInt32LE(0);
    rest = rest.subarray(8);
    if (tag === 1) on.update(++updates);
    if (tag === 0) on.exit();
  }
});
`;
