import * as fs from 'node:fs';
import * as path from 'node:path';
import { HOST_NAMES, type HostName } from '../../../reference';
import { packageRoot } from '../../system/package-root';
import type { MisfitKind } from './misfit';
import { judgeScript } from './testing/script-meaning';

/** What a finding's link script shows, in its last snapshot and nowhere before. */
interface Finding {
  readonly kinds: readonly MisfitKind[];
  readonly hosts?: readonly HostName[];
}

const FINDINGS: Readonly<Record<string, Finding>> = {
  'data-becomes-function': { kinds: ['not-executable'] },
  'delete-export': { kinds: ['wrong-entry-point'] },
  'dll-entry-point': { kinds: ['wrong-entry-point'] },
  'dll-per-spelling': { kinds: ['import-twice'] },
  'dll-without-exports': { kinds: ['missing-export'] },
  'export-keeps-old-address': { kinds: ['export-not-followed'] },
  'export-never-patched': { kinds: ['export-not-followed'] },
  'imports-left-waiting': { kinds: ['import-not-reached', 'missing-import'] },
  'inserted-range': { kinds: ['misaligned'], hosts: ['linux-ext4'] },
  'lookup-table-lost': { kinds: ['shared-lookup-table'] },
  'nav-not-realigned': { kinds: ['misaligned'] },
  'new-import-in-settled-code': { kinds: ['import-not-reached'] },
  'section-alignment': { kinds: ['misaligned'] },
  'uav-not-realigned': { kinds: ['misaligned'] },
  'unused-import': { kinds: ['unused-import'] },
};

const folder = path.join(__dirname, 'findings');
const read = (name: string): string => fs.readFileSync(path.join(folder, `${name}.jsonl`), 'utf8');

describe.each(Object.entries(FINDINGS))('upstream finding %s', (name, finding) => {
  it.each(finding.hosts ?? HOST_NAMES)('still shows on %s', (host) => {
    const kinds = judgeScript(read(name), host).map(
      ({ misfits }) => misfits?.map(({ kind }) => kind) ?? null,
    );
    expect(kinds).toEqual([...kinds.slice(1).map(() => []), finding.kinds]);
  });
});

describe('the document of the upstream findings', () => {
  const document = fs.readFileSync(
    path.join(packageRoot(), 'docs', 'upstream-findings.md'),
    'utf8',
  );

  it('has each finding, and no other', () => {
    const headings = [...document.matchAll(/^## .*\(`([a-z-]+)`\)$/gm)].map(([, name]) => name);
    expect(headings.sort()).toEqual(Object.keys(FINDINGS).sort());
    const files = fs.readdirSync(folder).map((file) => path.basename(file, '.jsonl'));
    expect(files.sort()).toEqual(Object.keys(FINDINGS).sort());
  });

  it.each(Object.keys(FINDINGS))('has the link script of %s', (name) => {
    const section = document.split(/^## /m).find((text) => text.includes(`(\`${name}\`)`)) ?? '';
    const indented = read(name).replace(/^(?=.)/gm, '    ');
    expect(section).toContain(indented);
    for (const kind of FINDINGS[name]?.kinds ?? []) expect(section).toContain(`\`${kind}\``);
  });
});
