import * as path from 'node:path';
import type Sequencer from '@jest/test-sequencer';
import { TemporaryFolder } from './temporary-folder';

// eslint-disable-next-line @typescript-eslint/no-require-imports -- jest loads it without a compiler: it has no types
const SuiteOrder = require('./suite-order.cjs') as typeof Sequencer;

type Suites = Parameters<Sequencer['sort']>[0];

const folder = TemporaryFolder.forEachTest();

/** The order of suites with these texts, by name; jest's own order is that of their sizes. */
function ordered(suites: Readonly<Record<string, string>>): readonly string[] {
  const sizes = new Map<string, number>();
  const context = {
    config: { cache: false },
    hasteFS: { getSize: (file: string) => sizes.get(file) },
  };
  const tests = Object.entries(suites).map(([name, text]) => {
    const file = folder.write(name, text);
    sizes.set(file, text.length);
    return { path: file, context } as unknown as Suites[number];
  });
  const options = { contexts: [] } as unknown as ConstructorParameters<typeof Sequencer>[0];
  const sorted = new SuiteOrder(options).sort(tests) as Suites;
  return sorted.map((test) => path.basename(test.path));
}

describe('the order of suites', () => {
  it('begins with those that start processes, and is jest’s own among them and among the others', () => {
    const starts = `import { spawn } from 'node:child_process';\n`;
    expect(
      ordered({
        small: '',
        long: '// long\n'.repeat(100),
        adapter: `import { smallAdapter } from './testing/small-adapter';`,
        starts: `${starts}${starts}${starts}`,
      }),
    ).toEqual(['starts', 'adapter', 'long', 'small']);
  });
});
