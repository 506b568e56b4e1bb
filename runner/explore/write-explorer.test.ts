import * as fs from 'node:fs';
import * as path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { TemporaryFolder } from '../testing/temporary-folder';
import type { ExplorerData } from './explorer-data';
import { ExplorerError, writeExplorer } from './write-explorer';

const folder = TemporaryFolder.forEachTest();

const DATA: ExplorerData = { version: '1', entries: [], library: {}, open: null };

const SCRIPT = 'run();';

/** A bundle as `npm run build` makes one, with next to nothing in it. */
function bundle(): string {
  fs.mkdirSync(folder.path('bundle'));
  for (const name of ['explorer.css', 'licenses.txt']) {
    fs.writeFileSync(folder.path('bundle', name), '');
  }
  fs.writeFileSync(folder.path('bundle', 'explorer.js.br'), brotliCompressSync(SCRIPT));
  return folder.path('bundle');
}

describe('the folder of the explorer', () => {
  it('has a page, and all that the page loads', () => {
    const page = writeExplorer(DATA, folder.path('out'), bundle());
    const html = fs.readFileSync(page, 'utf8');
    const loaded = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, name = '']) => name);
    expect(loaded.length).toBeGreaterThan(3);
    expect(loaded.filter((name) => !fs.existsSync(path.join(folder.path('out'), name)))).toEqual(
      [],
    );
    expect(html).not.toMatch(/https?:/);
    expect(fs.readFileSync(folder.path('out', 'explorer.js'), 'utf8')).toBe(SCRIPT);
  });

  it('is written again over an explorer', () => {
    const made = bundle();
    writeExplorer(DATA, folder.path('out'), made);
    fs.writeFileSync(path.join(made, 'explorer.css'), 'p {}');
    writeExplorer({ ...DATA, version: '2' }, folder.path('out'), made);
    expect(fs.readFileSync(folder.path('out', 'explorer.css'), 'utf8')).toBe('p {}');
    expect(fs.readFileSync(folder.path('out', 'cases.js'), 'utf8')).toContain('"version":"2"');
  });

  it('is written again where the process before was killed, and takes away what that has left', () => {
    const made = bundle();
    fs.mkdirSync(folder.path('out'));
    folder.write('out/.explorer.css.0123456789ab.tmp', 'half');
    folder.write('out/explorer.css', '');
    writeExplorer(DATA, folder.path('out'), made);
    expect(folder.list('out').filter((name) => name.startsWith('.'))).toEqual([]);
    expect(folder.list('out')).toContain('index.html');
  });

  it('leaves a folder alone that has something else in it', () => {
    const made = bundle();
    fs.mkdirSync(folder.path('out'));
    folder.write('out/index.html', '<p>mine</p>');
    expect(() => writeExplorer(DATA, folder.path('out'), made)).toThrow(
      /index\.html in it, which the explorer did not write; name another folder with --out$/,
    );
    expect(folder.list('out')).toEqual(['index.html']);
  });

  it('is not written without a bundle', () => {
    expect(() => writeExplorer(DATA, folder.path('out'), folder.path('none'))).toThrow(
      ExplorerError,
    );
    expect(fs.existsSync(folder.path('out'))).toBe(false);
  });
});
