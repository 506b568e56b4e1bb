import { UnreadableImage } from '../../image/read/unreadable-image';
import { memoryModel } from './memory-model';
import { oracleImage } from './testing/oracle-image';

describe('the memory of an image', () => {
  const memory = memoryModel(oracleImage('hello', 1).image);

  test('is its headers and sections by RVA', () => {
    const { regions, format, imageBase, entryPoint } = memory;
    expect([format, imageBase, entryPoint]).toEqual(['PE32+ AMD64', 0x140000000n, 0x4040]);
    const told = regions.map(({ section, rva, virtualSize, rawOffset, rawSize, ...flags }) => [
      section,
      ...[rva, virtualSize, rawOffset, rawSize],
      (flags.canRead ? 'r' : '') + (flags.canWrite ? 'w' : '') + (flags.canExecute ? 'x' : ''),
    ]);
    expect(told).toEqual([
      [null, 0, 0x1000, 0, 0x1000, 'r'],
      ['.data', 0x1000, 0x1000, 0x2000, 0x1000, 'rw'],
      ['.idata', 0x2000, 0x1000, 0x3000, 0x1000, 'r'],
      ['.rdata', 0x3000, 0x1000, 0x1000, 0, 'r'],
      ['.text', 0x4000, 0x1000, 0x1000, 0x1000, 'rx'],
    ]);
  });

  test('has landmarks in the regions that they are in', () => {
    expect(memory.regions.map(({ landmarks }) => landmarks)).toEqual([
      [],
      [],
      [{ name: 'import directory', rva: 0x2000, size: 0x1000 }],
      [],
      [{ name: 'entry point', rva: 0x4040, size: null }],
    ]);
  });

  test('has the file offset of the entry point', () => {
    expect(memory.entryOffset).toBe(0x1040);
  });

  test('is read of 32-bit images, too', () => {
    const { format, imageBase } = memoryModel(oracleImage('pe32', 1).image);
    expect([format, imageBase]).toEqual(['PE32 I386', 0x400000n]);
  });

  test('is none of other files', () => {
    expect(() => memoryModel(new Uint8Array(3))).toThrow(UnreadableImage);
  });
});
