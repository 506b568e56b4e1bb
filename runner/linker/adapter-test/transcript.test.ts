import * as fs from 'node:fs';
import * as path from 'node:path';
import { packageRoot } from '../../system/package-root';
import { serve } from '../protocol/serve';
import { CapturedIo, coff2 } from '../../cli/testing/captured-io';
import { TemporaryFolder } from '../../testing/temporary-folder';
import { goodAdapter } from './testing/good-adapter';

const folder = TemporaryFolder.forEachTest();

/** The lines of the transcript that the document ends with. */
function documented(): readonly string[] {
  const text = fs.readFileSync(path.join(packageRoot(), 'PROTOCOL.md'), 'utf8');
  const block = /\n## A transcript\n.*?```text\n(.*?)```\n$/s.exec(text)?.[1] ?? '';
  return block.trimEnd().split('\n');
}

const WORK_FOLDER = '/the/work/folder';

const HOW_TO_MEND =
  'mend PROTOCOL.md with: npx coff2 adapter-test --transcript node dist/runner/main.js serve';

describe('the transcript in PROTOCOL.md', () => {
  it('has what the suite says', async () => {
    const { code, stdout } = await coff2(['adapter-test', '--transcript', ...goodAdapter(folder)]);
    const said = stdout.split('\n').filter((line) => line.startsWith('→'));
    expect({ code, said, HOW_TO_MEND }).toEqual({
      code: 0,
      said: documented().filter((line) => line.startsWith('→')),
      HOW_TO_MEND,
    });
  });

  it('has what the reference answers', async () => {
    const lines = documented();
    const said = lines.filter((line) => line.startsWith('→ ')).map((line) => line.slice(2));
    const script = said.join('\n').replaceAll(WORK_FOLDER, folder.path());
    const io = new CapturedIo({ stdin: [Buffer.from(`${script}\n`)] });
    await serve(io.stdin, io.stdout);
    const answered = io.stdout.text.trimEnd().split('\n');
    expect({ answered, HOW_TO_MEND }).toEqual({
      answered: lines.filter((line) => line.startsWith('← ')).map((line) => line.slice(2)),
      HOW_TO_MEND,
    });
  });

  it('has answers where they are asked for', () => {
    const who = documented().map((line) => line[0]);
    expect(who.join('')).toBe('→←→→→→→→←→→→→→←→');
  });
});

describe('a transcript', () => {
  it('goes as far as the adapter does, and shows why it ends', async () => {
    const command = goodAdapter(folder, `on.snapshot = () => say({ refused: 'not today' });`);
    const { code, stdout, stderr } = await coff2(['adapter-test', '--transcript', ...command]);
    expect(stdout).toMatch(
      /→ \{"op":"snapshot","name":"initial version"\}\n← \{"refused":"not today"\}\n$/,
    );
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'coff2: it refuses: not today\n' });
  });
});
