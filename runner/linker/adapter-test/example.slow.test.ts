import * as path from 'node:path';
import { caseFile, loadCase } from '../../case/case-store';
import { checkImage } from '../../image/check/check-image';
import { AdapterImplementation } from '../adapter';
import { findProgram } from '../../system/find-program';
import { checkMeaning } from '../../judge/meaning/check-meaning';
import { packageRoot } from '../../system/package-root';
import { snapshotPrograms } from '../../case/program/snapshot-programs';
import { LONG } from '../testing/linked-by';
import { HEADER, scriptLines } from '../../testing/script-lines';
import { TemporaryFolder } from '../../testing/temporary-folder';
import { coff2 } from '../../cli/testing/captured-io';

jest.setTimeout(2 * LONG);

const folder = TemporaryFolder.forEachTest();

const PYTHON = findProgram('python3', process.env.PATH ?? '');
const COMMAND = [PYTHON ?? '', path.join(packageRoot(), 'examples', 'adapter.py')];

const describeExample = PYTHON === null ? describe.skip : describe;
const suffix = PYTHON === null ? ': not tested, python3 is not on PATH' : '';

describeExample(`examples/adapter.py${suffix}`, () => {
  it('keeps the protocol', async () => {
    const { code, stdout } = await coff2(['adapter-test', ...COMMAND]);
    expect(stdout).toContain('19 checks: 17 ok, 0 failed, 2 skipped\n');
    expect(code).toBe(0);
  });

  it('asks for a lazy symbol once, and for the names of errors again', async () => {
    const lazy = (type: string, byte: string): object => ({
      op: 'defineLazy',
      kind: 'const_data',
      type,
      content: [byte],
    });
    const field = (type: string): readonly (string | object)[] => [
      '00000000',
      { reloc: { lazy: ['const_data', type] }, type: 'ADDR32NB' },
    ];
    const flush = { op: 'flush' };
    const script = [
      HEADER,
      ...[lazy('E', '01'), lazy('anyerror', '02')],
      {
        op: 'updateFunc',
        nav: 'main.f',
        type: 'fn () void',
        content: [...field('E'), ...field('anyerror')],
      },
      { op: 'updateExports', exported: { nav: 'main.f' }, names: ['wWinMainCRTStartup'] },
      flush,
      ...[lazy('E', '03'), lazy('anyerror', '04'), flush, { op: 'snapshot' }],
      ...[{ op: 'updateErrorData' }, flush, { op: 'snapshot' }],
    ];
    const file = folder.write('lazy.jsonl', scriptLines(...script));
    const { code, stdout } = await coff2(['replay', '--adapter', COMMAND.join(' '), file]);
    expect(stdout).not.toContain('wrong-content');
    expect(code).toBe(0);
  });

  it.each(['aligned_globals', 'imports_grow', 'pointer_tables'])(
    'links images that are valid and mean what the script says: %s',
    async (name) => {
      const adapter = new AdapterImplementation({
        name: 'example',
        command: COMMAND,
        timeout: LONG,
        maxImage: 0x10_0000,
        hosts: ['windows'],
        isReference: false,
      });
      const stored = loadCase(caseFile(name) ?? name);
      const programs = snapshotPrograms(
        stored.case.script.map(({ json }) => json),
        stored.file,
      );
      const stop = new AbortController().signal;
      const misfits: unknown[] = [];
      let images = 0;
      for await (const result of adapter.link(stored, 'windows', stop)) {
        const { value: program } = programs.next();
        if (result.kind === 'failure' || program === undefined) misfits.push(result);
        else {
          images += 1;
          misfits.push(...checkImage(result.image));
          misfits.push(...(checkMeaning(program, result.image, result.symbols ?? []) ?? []));
        }
      }
      expect(misfits).toEqual([]);
      expect(images).toBe(stored.case.updates.length);
    },
  );
});
