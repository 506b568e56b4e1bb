import * as fs from 'node:fs';
import { HOST_NAMES, type HostName } from '../../../reference';
import { oracleScript } from '../../oracle/testing/oracle';
import { TemporaryFolder } from '../../testing/temporary-folder';
import { ScriptReplay } from './script-replay';
import { InPlaceOutput } from './snapshot-output';

/** Scripts of the real linker in which sections move, headers grow and content is cut. */
const SCRIPTS = [
  'hello',
  'data-section-grows',
  'text-section-grows',
  'function-grows',
  'import-growth',
  'entry-moves',
  'alignment-above-block',
  'pe32',
];

describe('a file that is patched in place', () => {
  const folder = TemporaryFolder.forEachTest();

  /** Replays a script; says after how many flushes the file was the image, and after how many not. */
  function replay(script: string, host: HostName): { equal: number; different: number } {
    const file = folder.path('a.exe');
    const output = new InPlaceOutput(file);
    const flushes = { equal: 0, different: 0 };
    const scriptReplay = new ScriptReplay(script, [host], {
      started(of, replayed) {
        output.started(of, replayed);
      },
      afterOp(of, replayed, op) {
        output.afterOp(of, replayed, op);
        if (op.op !== 'flush') return;
        const same = fs.readFileSync(file).equals(replayed.linker.image.contents());
        flushes[same ? 'equal' : 'different'] += 1;
      },
    });
    scriptReplay.push(fs.readFileSync(script));
    scriptReplay.end();
    output.commit();
    return flushes;
  }

  describe.each(HOST_NAMES)('on %s', (host) => {
    it.each(SCRIPTS)('is the image after every flush of %s', (name) => {
      const { equal, different } = replay(oracleScript(name), host);
      expect(different).toBe(0);
      expect(equal).toBeGreaterThan(1);
    });
  });
});
