import * as fs from 'node:fs';
import * as path from 'node:path';
import { readExpectations } from '../judge/expectations/expectation-file';
import { ANY } from '../judge/expectations/expectation';
import { packageRoot } from '../system/package-root';

const document = fs.readFileSync(path.join(packageRoot(), 'docs', 'zig-findings.md'), 'utf8');

/** What the document says of each finding, by name. */
const findings = new Map(
  document.split(/^## /m).flatMap((section) => {
    const [, name] = /\(`([a-z-]+)`\)$/m.exec(section) ?? [];
    return name === undefined ? [] : [[name, section] as const];
  }),
);

describe.each(['0.16.0', '0.17.0', '0.17.1'])('what is expected of Zig %s', (release) => {
  const file = path.join(packageRoot(), 'expectations', `zig-${release}.json`);
  const { expectations } = readExpectations(file, `zig-${release}`);

  it('has findings for reasons, which docs/zig-findings.md tells of that release and case', () => {
    const unknown = expectations.flatMap(({ case: name, reason }) => {
      const [, first = '', second] =
        /^Zig findings? ([a-z-]+)(?: and ([a-z-]+))?: ./.exec(reason) ?? [];
      return [first, ...(second === undefined ? [] : [second])]
        .filter((finding) => {
          const section = findings.get(finding) ?? '';
          return !section.includes(release) || (name !== ANY && !section.includes(name));
        })
        .map((finding) => `${name}: ${finding}: ${reason}`);
    });
    expect(unknown).toEqual([]);
    expect(expectations.length).toBeGreaterThan(0);
  });

  it('is told of in docs/zig-findings.md for no more findings than it has', () => {
    const told = [...findings]
      .filter(([, section]) => /^- Releases: ([^;]*)/m.exec(section)?.[1]?.includes(release))
      .map(([name]) => name);
    const named = new Set(
      expectations.flatMap(({ reason }) => reason.match(/[a-z]+(-[a-z]+)+/g) ?? []),
    );
    expect(told.filter((name) => !named.has(name))).toEqual([]);
  });
});
