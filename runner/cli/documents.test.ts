import * as fs from 'node:fs';
import * as path from 'node:path';
import { packageRoot } from '../system/package-root';
import { coff2 } from './testing/captured-io';

const FOLDERS = ['.', 'docs', 'cases', 'examples', 'oracle', 'goldens'];

/** Every document, by its path from the root of the package. */
const documents = new Map(
  FOLDERS.flatMap((folder) =>
    fs
      .readdirSync(path.join(packageRoot(), folder))
      .filter((file) => file.endsWith('.md'))
      .map((file) => path.join(folder, file)),
  ).map((file) => [file, fs.readFileSync(path.join(packageRoot(), file), 'utf8')] as const),
);

const exists = (...parts: readonly string[]): boolean =>
  fs.existsSync(path.join(packageRoot(), ...parts));

/** What GitHub calls a heading in the address of a document. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));
}

/** The commands of `npx coff2` in a document, each with the options that follow it. */
function commandsIn(text: string): readonly (readonly [string, readonly string[]])[] {
  const called = [
    ...text.matchAll(/\bnpx coff2 (report (?:merge|compare)|[a-z][a-z-]*)(?=[ `\n])([^#`\n]*)/g),
  ];
  return called.map(([, command = '', rest = '']) => {
    // What follows the command of an adapter, or a word in quotes, is not an option of ours.
    const own = rest.replaceAll(/"[^"]*"/g, '');
    return [command, own.match(/(?<= )--[a-z-]+/g) ?? []];
  });
}

describe.each([...documents])('%s', (file, text) => {
  it('links to files and headings that there are', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = '']) => link);
    const broken = links.filter((link) => {
      const [to = '', anchor] = link.split('#');
      const target = to === '' ? file : path.join(path.dirname(file), to);
      if (!exists(target)) return true;
      return anchor !== undefined && !anchorsOf(documents.get(target) ?? '').includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('names files of the repository that there are', () => {
    const names = /`((?:architecture|runner|reference|docs|oracle|goldens|examples)\/[\w./-]*)`/g;
    const missing = [...text.matchAll(names)].filter(([, name = '']) => !exists(name));
    expect(missing.map(([, name]) => name)).toEqual([]);
  });

  it('calls scripts of package.json that there are', () => {
    const { scripts } = JSON.parse(
      fs.readFileSync(path.join(packageRoot(), 'package.json'), 'utf8'),
    ) as { readonly scripts: Readonly<Record<string, string>> };
    const called = [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, script = '']) => script);
    expect(called.filter((script) => !Object.hasOwn(scripts, script))).toEqual([]);
  });

  it('calls commands of coff2 with options that they have', async () => {
    const unknown: string[] = [];
    for (const [command, options] of commandsIn(text)) {
      const { stdout } = await coff2([...command.split(' '), '--help']);
      if (!stdout.startsWith(`Usage: coff2 ${command} `)) unknown.push(command);
      for (const option of options) {
        if (!new RegExp(`^ .*${option}\\b`, 'm').test(stdout)) unknown.push(`${command} ${option}`);
      }
    }
    expect(unknown).toEqual([]);
  });
});

describe('docs/command-line.md', () => {
  it('names every command', async () => {
    const { stdout } = await coff2(['--help']);
    const [, list = ''] = stdout.split('\nCommands:\n');
    const commands = [...list.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name = '']) => name);
    const text = documents.get('docs/command-line.md') ?? '';
    expect(commands.length).toBeGreaterThan(10);
    expect(commands.filter((name) => name !== 'help' && !text.includes(`\`${name}`))).toEqual([]);
  });
});
