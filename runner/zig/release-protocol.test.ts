import * as fs from 'node:fs';
import * as path from 'node:path';
import { TemporaryFolder } from '../testing/temporary-folder';
import { readReleaseProtocol } from './release-protocol';
import { protocolOf } from './server-protocol';

const folder = TemporaryFolder.forEachTest();

/** What a standard library declares, in the words of the releases, as far as it is read. */
const LIBRARY: Readonly<Record<string, string>> = {
  'std/zig/Server.zig': `
pub const Message = struct {
    pub const Header = extern struct {
        tag: Tag,
        /// Size of the body only.
        bytes_len: u32,
    };
    pub const Tag = enum(u32) {
        zig_version,
        error_bundle, // a comment
        emit_digest = 7,
        progress,
        _,
    };
    pub const ErrorBundle = extern struct {
        extra_len: u32,
        string_bytes_len: u32,
    };
    pub const EmitDigest = extern struct {
        flags: Flags,
        pub const Flags = packed struct(u8) {
            cache_hit: bool,
        };
    };
};
`,
  'std/zig/Client.zig': `
    pub const Tag = enum(u32) {
        exit,
        hello,
        update,
        _,
    };
`,
  'std/Build/Cache.zig': 'pub const bin_digest_len = 24;\n',
  'std/zig/ErrorBundle.zig': `
pub const ErrorMessageList = struct {
    len: u32,
    start: u32,
    /// null-terminated string index. 0 means no compile log text.
    compile_log_text: OptionalString,
};
pub const SourceLocation = struct {
    column: u32,
    src_path: String,
    line: u32,
};
pub const ErrorMessage = struct {
    msg: String,
    count: u32 = 1,
    src_loc: SourceLocationIndex = .none,
    notes_len: u32 = 0,
};
`,
};

/** Writes a library. @returns its folder */
function library(changes: Readonly<Record<string, string>> = {}): string {
  for (const [file, text] of Object.entries({ ...LIBRARY, ...changes })) {
    fs.mkdirSync(path.dirname(folder.path(file)), { recursive: true });
    folder.write(file, text);
  }
  return folder.path();
}

describe('the protocol of a release', () => {
  it('is read from its own sources: tags, sizes and the order of fields', () => {
    expect(readReleaseProtocol(library())).toEqual({
      ...{ zigVersion: 0, errorBundle: 1, emitDigest: 7, exit: 0, update: 2 },
      ...{ emitDigestFlags: 1, digestSize: 24 },
      errorBundleLayout: {
        ...{ listWords: 3, count: 0, start: 1, compileLog: 2 },
        ...{ messageWords: 4, text: 0, location: 2, noteCount: 3 },
        ...{ locationWords: 3, file: 1, line: 2, column: 0 },
      },
    });
  });

  it('is no guess then, whatever the release is called', () => {
    const { guess, protocol } = protocolOf({ version: '9.9.9', library: library() });
    expect(guess).toBeNull();
    expect(protocol).toMatchObject({ emitDigest: 7, update: 2 });
  });

  it.each([
    ['a file is missing', 'std/zig/Client.zig', null, 'ENOENT'],
    ['a tag is missing', 'std/zig/Client.zig', 'const Tag = enum(u32) { exit, _ };', 'Tag.update'],
    ['a size is missing', 'std/Build/Cache.zig', '', 'expected bin_digest_len'],
    [
      'a tag is no number',
      'std/zig/Client.zig',
      'const Tag = enum(u32) { exit = first, update };',
      'expected a number for Tag.exit, got first',
    ],
  ])('is guessed, with the reason, where %s', (_what, file, text, reason) => {
    const lib = library(text === null ? {} : { [file]: text });
    if (text === null) fs.rmSync(folder.path(file));
    expect(() => readReleaseProtocol(lib)).toThrow(reason);
    const { guess } = protocolOf({ version: '9.9.9', library: lib });
    expect(guess).toContain('release 9.9.9 is not known; the suite uses the protocol of 0.17.1');
    expect(guess).toContain(reason);
    expect(protocolOf({ version: '0.17.0', library: lib }).guess).toMatch(
      /^the suite uses the protocol of 0\.17\.0, because .* cannot be read: /,
    );
  });
});
