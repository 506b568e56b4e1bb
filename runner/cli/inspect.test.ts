import * as fs from 'node:fs';
import * as path from 'node:path';
import { packageRoot } from '../system/package-root';
import { CapturedIo, coff2 } from './testing/captured-io';
import { TemporaryFolder } from '../testing/temporary-folder';

const folder = TemporaryFolder.forEachTest();

const IMAGE = path.join(packageRoot(), 'goldens', 'hello', '01-initial-version.exe');

describe('coff2 inspect', () => {
  it('shows all parts of an image, in upstream names, within 100 columns', async () => {
    const { code, stdout, stderr } = await coff2(['inspect', IMAGE]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.split('\n');
    for (const part of ['headers', 'sections: 4', 'directories: 16', 'imports: 1 DLL']) {
      expect(lines).toContain(part);
    }
    expect(stdout).toMatch(/\n {4}number_of_sections +4\n/);
    expect(stdout).toMatch(/\n {2}kernel32\.dll\n/);
    expect(lines.slice(1).filter((line) => line.length > 100)).toEqual([]);
  });

  it('reads standard input for -', async () => {
    const io = new CapturedIo({ stdin: [fs.readFileSync(IMAGE)] });
    const { code, stdout } = await coff2(['inspect', '--part', 'sections', '-'], io);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^standard input: PE image, 24576 bytes\n/);
  });

  it('shows only the parts that are asked for', async () => {
    const { stdout } = await coff2(['inspect', '--part', 'sections', IMAGE]);
    expect(stdout).toContain('.text');
    expect(stdout).not.toContain('optional_header');
  });

  it('prints a JSON document of one file, and an array of several', async () => {
    const one = await coff2(['inspect', '--json', '--part', 'headers', IMAGE]);
    expect(JSON.parse(one.stdout)).toMatchObject({
      file: IMAGE,
      kind: 'image',
      headers: { coff_header: { number_of_sections: 4, machine: 'AMD64' } },
    });
    const two = await coff2(['inspect', '--json', '--part', 'headers', IMAGE, IMAGE]);
    expect(JSON.parse(two.stdout)).toEqual([JSON.parse(one.stdout), JSON.parse(one.stdout)]);
  });

  it('ends with 1 where something in the file cannot be read, and shows the rest', async () => {
    const bytes = fs.readFileSync(IMAGE);
    const cut = folder.write('cut.exe', bytes.subarray(0, 0x2000));
    const { code, stdout } = await coff2(['inspect', cut]);
    expect(code).toBe(1);
    expect(stdout).toContain('number_of_sections');
    expect((await coff2(['inspect', '--part', 'headers', cut])).code).toBe(0);
  });

  it('ends with 2 where it is no image or object, and still shows the other files', async () => {
    const text = folder.write('a.txt', 'no image');
    const { code, stdout, stderr } = await coff2(['inspect', text, IMAGE]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^coff2: .*a\.txt: expected a PE image or a COFF object, got /);
    expect(stdout).toContain('kernel32.dll');
  });

  it('ends with 2 for a part that there is not', async () => {
    const { code, stderr } = await coff2(['inspect', '--part', 'soul', IMAGE]);
    expect(code).toBe(2);
    expect(stderr).toContain('Expected one of headers, ');
  });
});
