import { slowTest } from '../../../reference/testing/slow-test';
import { HOST_NAMES } from '../../../reference';
import { fc, runs } from '../../../reference/testing/properties';
import { ScriptReplay } from '../../case/replay/script-replay';
import { fuzzScriptText, scriptLines } from '../script/fuzz-script';
import { isMeaningful } from '../meaningful';
import { randomScript } from './random-script';

const LIMITS = { alignment: 0x1_0000, updates: 4 };
const seed = fc.integer();

describe('a random script', () => {
  it('is the same for the same seed, and another for another', () => {
    fc.assert(
      fc.property(seed, (one) => {
        expect(randomScript(one, LIMITS)).toEqual(randomScript(one, LIMITS));
        expect(randomScript(one, LIMITS)).not.toEqual(randomScript(one ^ 1, LIMITS));
      }),
      { numRuns: runs(10) },
    );
  });

  it('has a meaning at each snapshot, and no linker has a reason to refuse it', () => {
    fc.assert(
      fc.property(seed, (one) => {
        const script = randomScript(one, LIMITS);
        expect(isMeaningful(script)).toBe(true);
        const replay = new ScriptReplay('script', HOST_NAMES, {});
        replay.push(Buffer.from(fuzzScriptText(script)));
        replay.end();
      }),
      { numRuns: runs(25) },
    );
  });

  slowTest('has every op and every item of content now and then', () => {
    const texts = Array.from({ length: 200 }, (_, i) =>
      scriptLines(randomScript(i, LIMITS)).join('\n'),
    );
    const all = texts.join('\n');
    const words = [
      ...['defineUav', 'defineLazy', 'updateNav', 'updateFunc', 'updateExports', 'deleteExport'],
      ...['updateErrorData', 'idle', 'flush', 'snapshot', 'I386', 'dynamic', 'ReleaseSmall'],
      ...['splat', 'rebase', 'ptr', 'reloc', 'lazy', 'global', 'addend', 'offset', 'anyerror'],
      ...['REL32', 'REL32_1', 'REL32_2', 'REL32_3', 'REL32_4', 'REL32_5', 'ADDR64', 'ADDR32NB'],
      ...['DIR32', 'DIR32NB'],
    ];
    expect(words.filter((word) => !all.includes(`"${word}"`))).toEqual([]);
    const dlls = texts.map((text) => new Set(text.match(/(?<=,")lib\d+/g)).size);
    expect(Math.max(...dlls)).toBeGreaterThan(20);
    const spelled = texts.filter((text) => {
      const imports = new Set(text.match(/(?<="global":\[)"[^"]*","lib[^"]*(?="\])/gi));
      const alike = new Set(
        [...imports].map((one) => one.replace(/","lib.*$/i, (dll) => dll.toLowerCase())),
      );
      return alike.size < imports.size;
    });
    expect(spelled.length).toBeGreaterThan(0);
    expect(spelled.length).toBeLessThan(texts.length / 10);
  });
});
