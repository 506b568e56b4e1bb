import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ErrorBundleLayout } from './error-bundle';
import type { ServerProtocol } from './server-protocol';

/** The sources of a release do not say what the suite needs. The message names the file and what it lacks. */
export class ReleaseProtocolError extends Error {
  override readonly name = 'ReleaseProtocolError';
}

/**
 * How to speak to a compiler, as its own standard library says: tags in `std/zig/Server.zig` and
 * `Client.zig`, the size of a cache digest in `std/Build/Cache.zig`, and the order of fields in
 * `std/zig/ErrorBundle.zig`.
 * @param library the compiler's `lib` folder
 * @throws ReleaseProtocolError if a file is not there, or declares something in another way
 */
export function readReleaseProtocol(library: string): Omit<ServerProtocol, 'since'> {
  const server = new ZigFile(path.join(library, 'std', 'zig', 'Server.zig'));
  const client = new ZigFile(path.join(library, 'std', 'zig', 'Client.zig'));
  const cache = new ZigFile(path.join(library, 'std', 'Build', 'Cache.zig'));
  const bundle = new ZigFile(path.join(library, 'std', 'zig', 'ErrorBundle.zig'));
  server.expectFields('Header', ['tag', 'bytes_len']);
  server.expectFields('EmitDigest', ['flags']);
  server.expectFields('ErrorBundle', ['extra_len', 'string_bytes_len']);
  const flags = server.match(
    /const EmitDigest = extern struct \{[^}]*?const Flags = packed struct\(u(\d+)\)/,
    'the size of EmitDigest.Flags',
  );
  return {
    zigVersion: server.tag('zig_version'),
    errorBundle: server.tag('error_bundle'),
    emitDigest: server.tag('emit_digest'),
    exit: client.tag('exit'),
    update: client.tag('update'),
    emitDigestFlags: Number(flags) / 8,
    digestSize: Number(cache.match(/const bin_digest_len = (\d+);/, 'bin_digest_len')),
    errorBundleLayout: errorBundleLayout(bundle),
  };
}

/** All fields of these structures are words of 4 bytes in the message. */
function errorBundleLayout(bundle: ZigFile): ErrorBundleLayout {
  const list = bundle.fields('ErrorMessageList');
  const message = bundle.fields('ErrorMessage');
  const location = bundle.fields('SourceLocation');
  const at = (fields: readonly string[], name: string): number => {
    const index = fields.indexOf(name);
    if (index < 0) throw bundle.error(`a field ${name}`);
    return index;
  };
  return {
    listWords: list.length,
    count: at(list, 'len'),
    start: at(list, 'start'),
    compileLog: at(list, 'compile_log_text'),
    messageWords: message.length,
    text: at(message, 'msg'),
    location: at(message, 'src_loc'),
    noteCount: at(message, 'notes_len'),
    locationWords: location.length,
    file: at(location, 'src_path'),
    line: at(location, 'line'),
    column: at(location, 'column'),
  };
}

/** A source file of the standard library, as far as declarations can be read without a parser of Zig. */
class ZigFile {
  readonly #file: string;
  readonly #text: string;

  constructor(file: string) {
    this.#file = file;
    try {
      this.#text = fs.readFileSync(file, 'utf8').replaceAll(/\/\/.*$/gm, '');
    } catch (error) {
      throw new ReleaseProtocolError((error as Error).message);
    }
  }

  error(expected: string): ReleaseProtocolError {
    return new ReleaseProtocolError(`${this.#file}: expected ${expected}`);
  }

  match(pattern: RegExp, expected: string): string {
    const [, found] = pattern.exec(this.#text) ?? [];
    if (found === undefined) throw this.error(expected);
    return found;
  }

  /** The value of a member of the enum `Tag`: counted on from the member before it, as Zig does. */
  tag(name: string): number {
    const body = this.match(/const Tag = enum\(u32\) \{([^}]*)\}/, 'const Tag = enum(u32)');
    let next = 0;
    for (const member of body.split(',')) {
      const [, own, value] = /^\s*(\w+)(?:\s*=\s*(\w+))?\s*$/.exec(member) ?? [];
      if (own === undefined) {
        if (member.trim() === '') continue;
        throw this.error(`a name and perhaps a number in Tag, got ${member.trim()}`);
      }
      if (value !== undefined) next = Number(value);
      if (Number.isNaN(next)) throw this.error(`a number for Tag.${own}, got ${value ?? ''}`);
      if (own === name) return next;
      next += 1;
    }
    throw this.error(`Tag.${name}`);
  }

  /** The names of a structure's fields, in order. */
  fields(name: string): readonly string[] {
    const pattern = new RegExp(`const ${name} = (?:extern )?struct \\{([^{}]*)[{}]`);
    const body = this.match(pattern, `const ${name} = struct`);
    return [...body.matchAll(/^\s*(\w+): /gm)].map(([, field]) => field ?? '');
  }

  expectFields(name: string, expected: readonly string[]): void {
    const found = this.fields(name);
    if (found.join() === expected.join()) return;
    throw this.error(`${name} with the fields ${expected.join(', ')}, got ${found.join(', ')}`);
  }
}
