import { firstDifferentByte, firstDifferentNode } from './first-difference';

/** Two sections, one with two leaves of 20 and 4 bytes that follow each other. */
const DUMP = [
  'file index=0 offset=0x0 size=0x40 align=0x1 fixed has_content',
  ' header index=1 offset=0x0 size=0x18 align=0x4 fixed has_content',
  '  signature index=2 offset=0x0 size=0x14 align=0x4 fixed has_content',
  '   00000000  4d 5a 00 00 00 00 00 00 00 00 00 00 00 00 00 00  MZ..............',
  '   00000010  50 45 00 00                                      PE..',
  '  coff_header index=3 offset=0x14 size=0x4 align=0x4 fixed has_content',
  '   00000014  64 86 04 00                                      d...',
  ' section(.text) index=4 offset=0x20 size=0x20 align=0x20 has_content',
  '  nav(fn () void, main.f) index=5 offset=0x0 size=0x10 align=0x10 has_content',
  '   00000020  c3 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................',
  '',
].join('\n');

const IMAGE = new Uint8Array(0x40);
IMAGE.set(Buffer.from('4d5a', 'hex'));
IMAGE.set(Buffer.from('5045000064860400', 'hex'), 0x10);
IMAGE[0x20] = 0xc3;

describe('where two node dumps differ', () => {
  it('is nowhere if they are the same', () => {
    expect(firstDifferentNode(DUMP, DUMP)).toBeNull();
  });

  it('is the line of a node, which is named', () => {
    const other = DUMP.replace('index=5 offset=0x0', 'index=5 offset=0x10');
    expect(firstDifferentNode(DUMP, other)).toBe(
      [
        'node dump, line 9, in nav(fn () void, main.f):',
        '  expected:   nav(fn () void, main.f) index=5 offset=0x0 size=0x10 align=0x10 has_content',
        '  got:        nav(fn () void, main.f) index=5 offset=0x10 size=0x10 align=0x10 has_content',
      ].join('\n'),
    );
  });

  it('is a line of bytes, of the node above', () => {
    const other = DUMP.replace('64 86 04', '64 86 05');
    expect(firstDifferentNode(DUMP, other)).toMatch(
      /^node dump, line 7, in coff_header:\n {2}expected: {4}0+14 {2}64 86 04 .*\n {2}got: {9}0+14 {2}64 86 05 /,
    );
  });

  it('is the first one, whatever follows', () => {
    const other = DUMP.replaceAll(' has_content', '');
    expect(firstDifferentNode(DUMP, other)).toMatch(/^node dump, line 1, in file:\n/);
  });

  it('is the root where not even that is the same', () => {
    expect(firstDifferentNode('', 'x')).toBe(
      'node dump, line 1, in the root:\n  expected: \n  got:      x',
    );
  });

  it('is the first line that is missing, where one ends early', () => {
    const difference = firstDifferentNode(DUMP, DUMP.slice(0, DUMP.indexOf(' section')));
    expect(difference).toMatch(/^node dump, line 8, in /);
    expect(difference).toContain('  expected:  section(.text) index=4 ');
  });

  it('is the first node that there should not be, where one goes on', () => {
    const difference = firstDifferentNode(DUMP.slice(0, DUMP.indexOf(' section')), DUMP);
    expect(difference).toMatch(/^node dump, line 8, in section\(\.text\):\n/);
  });

  it('says so where there is nothing more', () => {
    expect(firstDifferentNode(`${DUMP}\n`, DUMP)).toContain('got:      (nothing more)');
    expect(firstDifferentNode(DUMP, `${DUMP}\n`)).toContain('expected: (nothing more)');
  });
});

describe('where two images differ', () => {
  /** Where an image differs of which one byte is another. */
  function differenceAt(offset: number): string | null {
    const other = IMAGE.slice();
    other[offset] = 0xff;
    return firstDifferentByte(IMAGE, other, DUMP);
  }

  it('is nowhere if they are the same', () => {
    expect(firstDifferentByte(IMAGE, IMAGE.slice(), DUMP)).toBeNull();
  });

  it('is a byte, of the node whose contents have it, with the eight from there on', () => {
    expect(differenceAt(0x21)).toBe(
      [
        'image, byte 0x21, in nav(fn () void, main.f):',
        '  expected: 0000000000000000',
        '  got:      ff00000000000000',
      ].join('\n'),
    );
  });

  it.each([
    ['0x00', 'signature'],
    ['0x0f', 'signature'],
    ['0x10', 'signature'],
    ['0x13', 'signature'],
    // In the sixteen bytes from 0x10 on, but after the four that the signature's last line has.
    ['0x14', 'coff_header'],
    ['0x17', 'coff_header'],
    ['0x18', 'no node'],
    ['0x1f', 'no node'],
    ['0x20', 'nav(fn () void, main.f)'],
    ['0x2f', 'nav(fn () void, main.f)'],
    ['0x30', 'no node'],
  ])('at %s is in %s', (offset, node) => {
    expect(differenceAt(Number(offset))).toContain(`in ${node}:\n`);
  });

  it('is the end of the shorter one', () => {
    const shorter = IMAGE.subarray(0, 0x3c);
    expect(firstDifferentByte(IMAGE, shorter, DUMP)).toBe(
      'image, byte 0x3c, in no node:\n  expected: 00000000\n  got:      (the end)',
    );
    expect(firstDifferentByte(shorter, IMAGE, DUMP)).toContain('expected: (the end)');
  });
});
