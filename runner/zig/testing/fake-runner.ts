import * as fs from 'node:fs';
import type { BesideFile, ProgramRun } from '../../system/program-runner';
import { printedBy } from './fake-zig';

/** Prints what the fake compiler put after the image, and remembers what lay beside it. */
export class FakeRunner {
  readonly beside: string[] = [];

  run(image: Uint8Array, beside: readonly BesideFile[] = []): Promise<ProgramRun> {
    for (const file of beside) {
      if (typeof file === 'string') this.beside.push(fs.readFileSync(file, 'utf8'));
    }
    const stdout = printedBy(image);
    return Promise.resolve({ stdout, stderr: '', exitCode: 0, timedOut: false });
  }
}
