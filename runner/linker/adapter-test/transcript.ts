import { HELLO_SCRIPT } from './hello-script';
import { ok, type Finding } from './finding';
import { TestSession, type TestedAdapter } from './test-session';

/** What stands for the work folder in a transcript. */
const WORK_FOLDER = '/the/work/folder';

/** What the suite and an adapter say to each other. */
export interface Transcript {
  /** "→ " before what the suite says, "← " before what the adapter answers. */
  readonly lines: readonly string[];
  /** How it ended. */
  readonly finding: Finding;
}

/** Lets an adapter link a small program and a change of it, from greeting to `bye`. */
export async function recordTranscript(
  adapter: Omit<TestedAdapter, 'onLine'>,
): Promise<Transcript> {
  const lines: string[] = [];
  const onLine = (from: 'suite' | 'adapter', line: string): void => {
    lines.push(`${from === 'suite' ? '→' : '←'} ${line}`);
  };
  let folder = '';
  const finding = await TestSession.with({ ...adapter, onLine }, async (test) => {
    folder = test.folder.path;
    await test.begin();
    await test.link(HELLO_SCRIPT.first);
    await test.link(HELLO_SCRIPT.second);
    await test.session.bye();
    return ok('');
  });
  const shown = lines.map((line) => (folder === '' ? line : line.replaceAll(folder, WORK_FOLDER)));
  return { lines: shown, finding };
}
