import { fc } from '../../../reference/testing/properties';
import { HexStage } from './hex-stage';

describe('bytes that are written as hex digits', () => {
  it('are collected, run after run', () => {
    const stage = new HexStage();
    expect(stage.append('4883')).toBeUndefined();
    expect(stage.append('ec28')).toBeUndefined();
    expect(stage.length).toBe(4);
    expect(stage.take()).toEqual(Uint8Array.of(0x48, 0x83, 0xec, 0x28));
  });

  it('may be none', () => {
    const stage = new HexStage();
    expect(stage.append('')).toBeUndefined();
    expect(stage.take()).toHaveLength(0);
  });

  it('are read in upper and lower case', () => {
    const stage = new HexStage();
    stage.append('0123456789abcdefABCDEF');
    expect(Buffer.from(stage.take()).toString('hex')).toBe('0123456789abcdefabcdef');
  });

  it('are the same as those that Buffer reads', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), (runs) => {
        const stage = new HexStage();
        for (const run of runs) stage.append(Buffer.from(run).toString('hex'));
        expect(Buffer.from(stage.take())).toEqual(Buffer.concat(runs));
      }),
    );
  });

  it('are all kept, however many there are', () => {
    const stage = new HexStage();
    const runs = [1, 0xfff, 1, 0x5000, 3].map((size, i) => Buffer.alloc(size, i + 1));
    for (const run of runs) stage.append(run.toString('hex'));
    expect(Buffer.concat(runs).equals(stage.take())).toBe(true);
  });

  it('are forgotten by clear', () => {
    const stage = new HexStage();
    stage.append('1122');
    stage.clear();
    stage.append('33');
    expect(stage.take()).toEqual(Uint8Array.of(0x33));
  });

  it('are taken as a copy, which later ones do not change', () => {
    const stage = new HexStage();
    stage.append('1122');
    const taken = stage.take();
    stage.clear();
    stage.append('3344');
    expect(taken).toEqual(Uint8Array.of(0x11, 0x22));
  });
});

describe('what is wrong with hex digits', () => {
  it.each([
    ['0', 'an odd number of digits (1)'],
    ['909', 'an odd number of digits (3)'],
    ['0g', '"g", which is not a hex digit,'],
    ['g0', '"g", which is not a hex digit,'],
    ['11 2', '" ", which is not a hex digit,'],
    ['0x', '"x", which is not a hex digit,'],
    ['-1', '"-", which is not a hex digit,'],
    // The characters beside the digits and letters in ASCII.
    ['0/', '"/", which is not a hex digit,'],
    ['0:', '":", which is not a hex digit,'],
    ['0@', '"@", which is not a hex digit,'],
    ['0G', '"G", which is not a hex digit,'],
    ['0`', '"`", which is not a hex digit,'],
    // Digits, but not ASCII; and one whose code ends in that of an ASCII digit.
    ['٩0', '"٩", which is not a hex digit,'],
    ['0\u0130', '"\u0130", which is not a hex digit,'],
  ])('%p: %s', (hex, reason) => {
    expect(new HexStage().append(hex)).toBe(reason);
  });

  it('leaves what was collected before as it was', () => {
    const stage = new HexStage();
    stage.append('1122');
    stage.append('33zz');
    expect(stage.take()).toEqual(Uint8Array.of(0x11, 0x22));
  });
});
