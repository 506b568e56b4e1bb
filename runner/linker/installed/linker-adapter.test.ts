import * as fs from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { emptyFunction, HEADER } from '../../testing/script-lines';
import { TemporaryFolder } from '../../testing/temporary-folder';
import { adaptLinker } from './linker-adapter';
import { LLD_LINK } from './lld-link';
import { adapted, hello } from './testing/adapted';

const folder = TemporaryFolder.forEachTest();

/** A stand-in for lld-link: its image is the object, its map has the first symbol, unless there is "nomap". */
const STAND_IN = `#!/bin/sh
[ "$1" = --version ] && { echo "stand-in 1.2"; exit; }
echo "$*" >>calls
cp program.obj program.exe
[ -e nomap ] || echo '00001000 00000000     0                 nav$0' >program.map
`;

/** @returns a search path with the stand-in */
function installed(script = STAND_IN): string {
  fs.mkdirSync(folder.path('bin'));
  fs.mkdirSync(folder.path('work'));
  const file = folder.write('bin/lld-link', script);
  fs.chmodSync(file, 0o755);
  return folder.path('bin');
}

/** A program that does nothing. */
const program = [
  emptyFunction('main.f'),
  { op: 'updateExports', exported: { nav: 'main.f' }, names: ['wWinMainCRTStartup'] },
];
const snapshot = { op: 'snapshot' };
const flush = { op: 'flush' };
const greeting = expect.objectContaining({ hello: expect.anything() as unknown }) as unknown;

const links = (): number =>
  fs.readFileSync(folder.path('work', 'calls'), 'utf8').trimEnd().split('\n').length;

async function linked(searchPath: string, ...lines: readonly object[]) {
  const greeted = [hello(folder.path('work')), HEADER, ...lines];
  return await adapted(LLD_LINK, greeted, searchPath);
}

describe('an adapter', () => {
  it('says what it is and what it can be judged on', async () => {
    const { answers } = await linked(installed());
    expect(answers).toEqual([
      {
        hello: {
          protocol: 1,
          name: 'lld-link',
          version: 'stand-in 1.2',
          capabilities: {
            machines: ['AMD64', 'I386'],
            outputModes: ['Exe', 'Lib'],
            levels: ['valid', 'runs', 'meaning'],
            incremental: false,
          },
        },
      },
    ]);
  });

  it('answers each snapshot with image and symbols', async () => {
    const { answers } = await linked(installed(), ...program, flush, snapshot);
    const symbols = [{ symbol: { nav: 'main.f' }, rva: 0x1000, size: 0 }];
    expect(answers).toEqual([greeting, { snapshot: { image: 'program.exe', symbols } }]);
  });

  it('cannot be judged where its files cannot be written', async () => {
    const searchPath = installed(STAND_IN.replace('--version ] && {', '$& rmdir "$PWD";'));
    const { answers } = await linked(searchPath, ...program, flush, snapshot);
    const missing = folder.path('work');
    const reason = `this adapter cannot work here: no such folder: ${missing}`;
    expect(answers).toEqual([greeting, { unsupported: reason }]);
  });

  it('links again where its linker made folders of its files', async () => {
    const spoils = 'rm program.obj && mkdir program.obj; [ $(wc -l <calls) = 1 ] ||';
    const searchPath = installed(STAND_IN.replace('[ -e nomap ]', `${spoils} $&`));
    const again = [emptyFunction('main.g'), flush, snapshot];
    const { answers } = await linked(searchPath, ...program, flush, snapshot, ...again);
    const symbols = [expect.objectContaining({ symbol: { nav: 'main.f' } })];
    expect(answers).toEqual([
      greeting,
      { snapshot: { image: 'program.exe' } },
      { snapshot: { image: 'program.exe', symbols } },
    ]);
  });

  it.each([
    ['its image', 'program.exe', { refused: 'it ends with 0, and there is no program.exe' }],
    ['its map', 'program.map', { snapshot: { image: 'program.exe' } }],
  ])('has not what it made a folder: %s', async (_what, name, answer) => {
    const searchPath = installed(`${STAND_IN}rm ${name}; mkdir ${name}\n`);
    const { answers } = await linked(searchPath, ...program, flush, snapshot);
    expect(answers).toEqual([greeting, answer]);
  });

  it('cannot be judged where its linker cannot be started', async () => {
    const searchPath = installed('#!/nowhere\n');
    const { answers } = await linked(searchPath, ...program, flush, snapshot);
    const reason = expect.stringMatching(/^this adapter cannot work here: .*ENOENT/) as unknown;
    expect(answers).toEqual([{ unsupported: reason }]);
  });

  it('cannot be judged where the linker has no room for its image', async () => {
    const fails = `echo "a warning" >&2; echo "lld-link: error: failed to write program.exe: No space left on device" >&2; exit 1`;
    const searchPath = installed(STAND_IN.replace('cp program.obj program.exe', fails));
    const { answers } = await linked(searchPath, ...program, flush, snapshot);
    expect(answers).toEqual([
      greeting,
      { unsupported: 'lld-link: error: failed to write program.exe: No space left on device' },
    ]);
  });

  it('links what was flushed, and once', async () => {
    const before = [...program, flush, snapshot];
    const behind = [emptyFunction('main.g'), snapshot, { op: 'idle' }, snapshot];
    const { answers } = await linked(installed(), ...before, ...behind);
    expect(answers).toHaveLength(4);
    expect(answers.slice(2)).toEqual([answers[1], answers[1]]);
    expect(links()).toBe(1);
    expect(fs.readFileSync(folder.path('work', 'program.obj'), 'latin1')).not.toContain('nav$1');
  });

  it('links the program of the flush, whatever came after it', async () => {
    await linked(installed(), ...program, flush, emptyFunction('main.g'), snapshot);
    expect(fs.readFileSync(folder.path('work', 'program.obj'), 'latin1')).not.toContain('nav$1');
  });

  it('links an empty program before anything was flushed', async () => {
    const { answers } = await linked(installed(), ...program, snapshot);
    expect(answers).toEqual([greeting, { snapshot: { image: 'program.exe', symbols: [] } }]);
    expect(fs.readFileSync(folder.path('work', 'program.obj'), 'latin1')).not.toContain('nav$0');
  });

  it('says nothing of symbols where there is no map, though there was one', async () => {
    const script = `${STAND_IN}touch nomap\n`;
    const lines = [...program, flush, snapshot, flush, snapshot];
    const { answers } = await linked(installed(script), ...lines);
    expect(answers[2]).toEqual({ snapshot: { image: 'program.exe' } });
  });

  it('does not take the image of an earlier link for one that its linker did not write', async () => {
    const script = STAND_IN.replace(
      'cp program.obj program.exe',
      '[ -e linked ] || cp program.obj program.exe; touch linked',
    );
    const lines = [...program, flush, snapshot, flush, snapshot];
    const { answers } = await linked(installed(script), ...lines);
    expect(answers[2]).toEqual({ refused: 'it ends with 0, and there is no program.exe' });
  });

  it('cannot be judged where its linker says more than is read', async () => {
    const script = STAND_IN.replace('cp program.obj program.exe', 'yes | head -c 70000000');
    const { answers } = await linked(installed(script), ...program, flush, snapshot);
    const reason = 'lld-link says more than 64 MiB, and this adapter reads no more';
    expect(answers).toEqual([greeting, { unsupported: reason }]);
  });

  it('says no more of a version than the protocol has room for', async () => {
    const script = `#!/bin/sh\nprintf '\\nLLD\\t1\\033 %0300d\\nmore\\n' 0\n`;
    const { answers } = await linked(installed(script));
    const version = `LLD 1  ${'0'.repeat(193)}`;
    expect(answers).toEqual([{ hello: expect.objectContaining({ version }) as unknown }]);
  });

  it('hands on why its linker refuses, in short and at length, and is silent then', async () => {
    const script = STAND_IN.replace(
      'cp program.obj program.exe',
      'seq 5 >&2; echo nav\\$0; exit 3',
    );
    const lines = [emptyFunction('main.f'), flush, snapshot, flush, snapshot];
    const { answers, messages } = await linked(installed(script), ...lines);
    expect(answers).toEqual([greeting, { refused: '1; 2; 3' }]);
    expect(messages).toBe('1\n2\n3\n4\n5\nnav main.f\n');
  });

  it('hands on an error, not the warnings before it', async () => {
    const says = 'for n in 1 2 3 4; do echo "warning: $n" >&2; done; echo "error: no" >&2; exit 1';
    const script = STAND_IN.replace('cp program.obj program.exe', () => says);
    const { answers } = await linked(installed(script), ...program, flush, snapshot);
    expect(answers).toEqual([greeting, { refused: 'error: no' }]);
  });

  it('reports how a linker ends that says nothing', async () => {
    const script = STAND_IN.replace('cp program.obj program.exe', () => 'kill -9 $$');
    const { answers } = await linked(installed(script), flush, snapshot);
    expect(answers).toEqual([greeting, { refused: 'it ends with SIGKILL' }]);
  });

  it('refuses what is no link script', async () => {
    const { answers } = await linked(installed(), { op: 'updateNothing' }, snapshot);
    expect(answers).toEqual([
      greeting,
      { refused: expect.stringMatching(/^op 1 .*unknown op "updateNothing"/) as unknown },
    ]);
  });

  it('refuses what a module definition file cannot hold', async () => {
    const { answers } = await adapted(
      LLD_LINK,
      [
        hello(folder.path('work')),
        { linkScript: 1, options: { outputMode: 'Lib', linkMode: 'dynamic' } },
        emptyFunction('main.f'),
        { op: 'updateExports', exported: { nav: 'main.f' }, names: ['f"'] },
        flush,
        snapshot,
      ],
      installed(),
    );
    expect(answers).toEqual([
      greeting,
      { unsupported: expect.stringContaining('cannot export "f\\""') as unknown },
    ]);
  });

  it.each([
    { options: { outputMode: 'Obj' }, reason: 'not objects or static libraries' },
    { options: { outputMode: 'Lib' }, reason: 'not objects or static libraries' },
  ])('cannot be judged by $options', async ({ options, reason }) => {
    const lines = [hello(folder.path('work')), { linkScript: 1, options }, snapshot];
    const { answers } = await adapted(LLD_LINK, lines, installed());
    expect(answers).toEqual([
      greeting,
      { unsupported: expect.stringContaining(reason) as unknown },
    ]);
  });
});

describe('a relocation type that a linker has no code for', () => {
  const content = ['66b80000c3', { reloc: { nav: 'main.f' }, type: 'REL16', offset: 2 }];
  const f = { op: 'updateFunc', nav: 'main.f', type: 'fn () void', content };

  it('cannot be judged: the linker is not asked', async () => {
    const header = { linkScript: 1, options: { machine: 'I386' } };
    const lines = [hello(folder.path('work')), header, f, flush, snapshot];
    const { answers } = await adapted(LLD_LINK, lines, installed());
    expect(answers).toEqual([
      greeting,
      { unsupported: expect.stringContaining('no relocations of type REL16') as unknown },
    ]);
  });
});

describe('an adapter that is spoken to in a wrong way', () => {
  const speak = (...chunks: readonly string[]): Promise<void> => {
    const output = new Writable({
      write: (_chunk, _encoding, done) => {
        done();
      },
    });
    const input = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
    return adaptLinker(LLD_LINK, { input, output, messages: output, searchPath: '' });
  };

  it.each([
    { said: 'nothing', chunks: [], message: 'the input ended without bye' },
    { said: 'no JSON', chunks: ['hello\n'], message: 'got a line that is not JSON: hello' },
    { said: 'bye first', chunks: ['{"bye":true}\n'], message: 'got {"bye":true}' },
  ])('says so: $said', async ({ chunks, message }) => {
    await expect(speak(...chunks)).rejects.toThrow(message);
  });
});
