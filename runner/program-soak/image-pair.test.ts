import { linkSmall } from '../same/testing/link-small';
import { differsFromDamaged } from './damaged-copies';
import { soakCheck } from './image-check';
import { soakPair, type SoakedImage } from './image-pair';
import { SoakLog } from './soak-log';

/** `mov eax,number; ret` and a text that is loaded before. */
function image(linker: string, number: string): SoakedImage {
  const bytes = linkSmall({
    entry: 'start',
    sections: {
      '.text': {
        start: ['48 8d 0d', { rel32: 'text' }, 'e8', { rel32: 'use' }, `b8 ${number} c3`],
        use: ['8a 01 c3'],
      },
      '.rdata': { text: [{ text: 'a text' }] },
    },
  });
  return { linker, file: `${linker}.exe`, bytes };
}

describe('two images of one program', () => {
  it('are the same', () => {
    const log = new SoakLog();
    soakPair('gcc', [image('one', '01 00 00 00'), image('other', '01 00 00 00')], log);
    expect(log.lines()).toEqual(['      1  same, one and other: same']);
    expect([log.held, log.wrong]).toEqual([1, []]);
  });

  it('are a wrong verdict if they differ', () => {
    const log = new SoakLog();
    soakPair('gcc', [image('one', '01 00 00 00'), image('other', '02 00 00 00')], log);
    expect(log.wrong).toMatchObject([
      {
        what: 'same, gcc, one and other: different',
        command: 'npx coff2 same --any-protection one.exe other.exe',
      },
    ]);
    expect(log.held).toBe(0);
  });

  it('are not judged if they differ, and nothing could follow a reference of theirs', () => {
    const log = new SoakLog();
    const pair = [image('one', '01 00 00 00'), image('other', '02 00 00 00')] as const;
    soakPair('gcc', pair, log, () => 'nav g_12+0x4 is outside');
    expect(log.lines()).toEqual([
      '      1  same, one and other: not judged, nav NAME+N is outside',
    ]);
    expect([log.held, log.wrong]).toEqual([0, []]);
  });

  it('are a wrong verdict if they cannot be compared, whatever they refer to', () => {
    const log = new SoakLog();
    const broken = { linker: 'other', file: 'other.exe', bytes: new Uint8Array(8) };
    soakPair('gcc', [image('one', '01 00 00 00'), broken], log, () => 'a reason');
    expect(log.wrong).toHaveLength(1);
  });
});

describe('an image', () => {
  it('keeps the rules', () => {
    const log = new SoakLog();
    soakCheck('one', 'one.exe', image('one', '01 00 00 00').bytes, log);
    expect(log.wrong).toEqual([]);
    expect(log.held).toBe(1);
  });

  it('is told if it breaks one', () => {
    const log = new SoakLog();
    const { bytes } = image('one', '01 00 00 00');
    // The size of the code, which nothing else follows from, and the first byte of the file.
    bytes[0] = 0;
    soakCheck('one', 'one.exe', bytes, log);
    expect(log.wrong).toMatchObject([
      {
        what: 'check, of the image of one: dos-signature',
        command: 'npx coff2 check --strict one.exe',
      },
    ]);
  });

  it('is told from damaged copies of it', () => {
    const log = new SoakLog();
    differsFromDamaged(image('one', '01 00 00 00'), { tried: 1000, seed: 0 }, log);
    expect(log.counts.get('damage, code: another byte: found')).toBe(6);
    expect([log.wrong, log.missed]).toEqual([[], []]);
  });

  it('tries other damages with another seed', () => {
    const tried = [0, 1].map((seed) => {
      const log = new SoakLog();
      differsFromDamaged(image('one', '01 00 00 00'), { tried: 4, seed }, log);
      return log.lines();
    });
    expect(tried[0]).not.toEqual(tried[1]);
  });
});
