import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { slowTest } from '../../reference/testing/slow-test';
import { goldenFolder } from '../golden/golden-files';
import { smallAdapter } from '../linker/protocol/testing/small-adapter';
import type { PageData } from '../report/page-data';
import { packageRoot } from '../system/package-root';
import { TemporaryFolder } from '../testing/temporary-folder';
import { CapturedIo, coff2 } from './testing/captured-io';

const folder = TemporaryFolder.forEachTest();

/** Adapters are processes, and take a while where much else runs. */
jest.setTimeout(60_000);

/** An adapter that gives the accepted images of `hello` with another byte in each, as one argument. */
function almostRight(more = ''): string {
  const files = ['01-initial-version', '02-change-the-string'].map((name) =>
    path.join(goldenFolder(), 'hello', name),
  );
  return smallAdapter(
    folder,
    `HELLO.capabilities.levels = ['valid', 'nodes', 'bytes'];
     const FILES = ${JSON.stringify(files)};
     let count = 0;
     on.snapshot = () => {
       const stem = FILES[count++];
       const image = fs.readFileSync(stem + '.exe');
       image[0x2f00] ^= 1;
       ${more}
       fs.writeFileSync('1.exe', image);
       fs.copyFileSync(stem + '.nodes', '1.nodes');
       say({ snapshot: { image: '1.exe', nodes: '1.nodes' } });
     };`,
  ).join(' ');
}

async function run(...args: readonly string[]): Promise<number> {
  const { code } = await coff2(['run', '--wine', 'off', ...args], new CapturedIo());
  return code;
}

function read(...names: readonly string[]): string {
  return fs.readFileSync(folder.path(...names), 'utf8');
}

/** What the page shows. */
function page(): PageData {
  const [, json = ''] = /id="data">(.*)<\/script>/.exec(read('html', 'index.html')) ?? [];
  return JSON.parse(json) as PageData;
}

describe('the page of a run that fails', () => {
  it('groups the failures, and has all that belongs to each', async () => {
    const adapter = almostRight();
    const html = folder.path('html');
    expect(await run('--adapter', adapter, '--html', html, 'hello')).toBe(1);
    const { groups, cases, reasons, levels } = page();
    expect(groups).toHaveLength(1);
    const [group] = groups;
    expect(group).toMatchObject({ updates: 2, cases: 1, cause: 'another image of the same size' });
    expect(group?.levels.map((level) => levels[level])).toEqual(['bytes']);
    expect(group?.places.map(({ update }) => update)).toEqual([1, 2]);
    const details = reasons[group?.example.reason ?? -1]?.details.join('\n') ?? '';
    expect(details).toContain('1 byte');
    expect(details).not.toMatch(/repeat it|everything, with/);
    const [hello] = cases;
    expect(hello).toMatchObject({ file: 'cases/hello.incr' });
    const failed = hello?.results[0]?.failed[1];
    expect(failed?.command).toMatch(
      /^npx coff2 run --adapter '[^/].*adapter\.cjs' --wine off hello$/,
    );
    const stem = 'hello/02-change-the-string';
    expect(failed?.images).toEqual([
      {
        hosts: [1],
        picture: `pictures/${stem}.adapter.linux-tmpfs.svg`,
        difference: `differences/${stem}.adapter.linux-tmpfs.diff.txt`,
        note: null,
      },
    ]);
    expect(read('html', 'pictures', `${stem}.adapter.linux-tmpfs.svg`)).toContain(
      'made by adapter on linux-tmpfs',
    );
    expect(read('html', 'differences', `${stem}.adapter.linux-tmpfs.diff.txt`)).toContain('1 byte');
    const source = hello?.updates[1]?.source;
    expect(source?.link?.text).toMatch(/^uav ohayo: /);
    const lines = fs.readFileSync(path.join(packageRoot(), 'cases', 'hello.incr'), 'utf8');
    expect(lines.split('\n')[(source?.link?.line ?? 0) - 1]).toMatch(/^uav ohayo: /);
    expect(lines.split('\n')[(hello?.updates[1]?.line ?? 0) - 1]).toBe('#update=change the string');
    expect(source?.ops.trim().split('\n').at(-1)).toBe(
      '{"op":"snapshot","name":"change the string"}',
    );
    const script = read('html', source?.script ?? '');
    expect(script).toContain('{"linkScript":1');
    expect(script.endsWith(source?.ops ?? '?')).toBe(true);
  });

  slowTest('says when and with what it ran, and names no folder of this machine', async () => {
    const html = folder.path('html');
    const own = folder.write(
      'mine.incr',
      fs.readFileSync(path.join(packageRoot(), 'cases', 'hello.incr')),
    );
    await run('--adapter', almostRight(), '--html', html, 'hello', own);
    const [implementation] = page().implementations;
    expect(implementation?.started).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(implementation?.versions).toMatchObject({ node: process.version });
    const text = read('html', 'index.html');
    for (const name of [folder.path(), packageRoot(), os.homedir(), os.tmpdir()]) {
      // As a part of a relative path it is no absolute one.
      const before = text.split(`${name}/`).slice(0, -1);
      expect([name, before.filter((part) => !part.endsWith('..'))]).toEqual([name, []]);
    }
  });

  slowTest('says that the run ended early, and why', async () => {
    const html = folder.path('html');
    const args = ['--bail', '1', '--jobs', '1', '--html', html, 'hello', 'no_change'];
    await run('--adapter', almostRight(), ...args);
    expect(page().implementations[0]?.ended).toBe('ended by --bail: 1 case was not judged');
  });

  it('says so where an image cannot be drawn', async () => {
    const html = folder.path('html');
    await run('--adapter', almostRight('image.fill(0);'), '--html', html, 'hello');
    const [image] = page().cases[0]?.results[0]?.failed[0]?.images ?? [];
    expect(image).toMatchObject({ picture: null });
    expect(image?.note).toMatch(/\w/);
  });

  slowTest('has no images where it is made from a report, and says so', async () => {
    const [json, html] = [folder.path('run.json'), folder.path('html')];
    await run('--adapter', almostRight(), '--json', json, 'hello');
    await coff2(['report', 'merge', '--html', html, json], new CapturedIo());
    expect(page().cases[0]?.results[0]?.failed[1]).toMatchObject({
      command: expect.stringMatching(/^npx coff2 run --adapter .* hello$/) as string,
      images: [],
      without: expect.stringContaining('`coff2 run --html` shows them') as string,
    });
  });

  slowTest('names the command for the reference, too', async () => {
    const html = folder.path('html');
    const own = folder.write(
      'mine.incr',
      fs.readFileSync(path.join(packageRoot(), 'cases', 'hello.incr')),
    );
    fs.mkdirSync(folder.path('mine.goldens'));
    expect(await run('--host', 'windows', '--html', html, own)).toBe(1);
    expect(page().cases[0]?.results[0]?.failed[0]?.command).toMatch(
      /^npx coff2 run --linker reference --host windows --wine off .*mine\.incr$/,
    );
  });
});
