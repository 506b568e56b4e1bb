import { DIRTY_PAGE_SIZE, ImageBytes, MAX_IMAGE_SIZE } from './image-bytes';
import type { FileOffset } from './indices';

const at = (offset: number): FileOffset => offset as FileOffset;

describe('ImageBytes', () => {
  it('grows with zeros, also where it was cut before', () => {
    const image = new ImageBytes();
    image.setLength(8);
    image.fill(at(0), 0xff, 8);
    image.setLength(2);
    image.setLength(4);
    expect([...image.contents()]).toEqual([0xff, 0xff, 0, 0]);
  });

  it('keeps its bytes when it outgrows its buffer', () => {
    const image = new ImageBytes();
    image.setLength(16);
    image.write(at(0), Uint8Array.of(1, 2, 3));
    image.setLength(10_000_000);
    expect([...image.contents().subarray(0, 4)]).toEqual([1, 2, 3, 0]);
    expect(image.contents()).toHaveLength(10_000_000);
  });

  it('refuses more than its limit, and stays as it was', () => {
    const image = new ImageBytes();
    image.setLength(4);
    expect(() => {
      image.setLength(MAX_IMAGE_SIZE + 1);
    }).toThrow('the image would have 2147483648 bytes');
    expect(image).toHaveLength(4);
  });

  it('inserts zeros and moves up what follows', () => {
    const image = new ImageBytes();
    image.setLength(4);
    image.write(at(0), Uint8Array.of(1, 2, 3, 4));
    image.insertZeros(at(1), 2);
    expect([...image.contents()]).toEqual([1, 0, 0, 2, 3, 4]);
  });

  it('moves bytes and leaves zeros behind', () => {
    const image = new ImageBytes();
    image.setLength(6);
    image.write(at(0), Uint8Array.of(1, 2, 3, 4));
    image.move(at(0), at(4), 2);
    expect([...image.contents()]).toEqual([0, 0, 3, 4, 1, 2]);
  });

  it('stores little-endian', () => {
    const image = new ImageBytes();
    image.setLength(24);
    image.setUint16(at(0), 0x1234);
    image.setUint32(at(2), -2);
    image.setUint64(at(8), 0x1_4000_1000);
    image.setBigUint64(at(16), 0xfedc_ba98_7654_3210n);
    expect(Buffer.from(image.contents()).toString('hex')).toBe(
      '3412feffffff0000' + '0010004001000000' + '1032547698badcfe',
    );
  });

  it('copies short and long runs, whole or in part', () => {
    const image = new ImageBytes();
    image.setLength(200);
    const source = Uint8Array.from({ length: 100 }, (_, i) => i);
    image.write(at(0), source);
    image.write(at(100), source, 90, 95);
    image.write(at(110), source, 10, 60);
    expect([...image.contents().subarray(0, 100)]).toEqual([...source]);
    expect([...image.contents().subarray(100, 105)]).toEqual([90, 91, 92, 93, 94]);
    expect([...image.contents().subarray(110, 160)]).toEqual([...source.subarray(10, 60)]);
  });

  it('reports which pages were written since the last time', () => {
    const image = new ImageBytes();
    image.setLength(DIRTY_PAGE_SIZE * 3 + 1);
    expect([...image.takeDirtyPages()]).toEqual([]);
    image.trackDirtyPages();
    expect([...image.takeDirtyPages()]).toEqual([0, 1, 2, 3]);
    image.setUint32(at(DIRTY_PAGE_SIZE * 2 - 2), 1);
    expect([...image.takeDirtyPages()]).toEqual([1, 2]);
    image.setLength(DIRTY_PAGE_SIZE * 100);
    image.fill(at(DIRTY_PAGE_SIZE * 99), 1, 1);
    expect([...image.takeDirtyPages()]).toEqual([99]);
    image.setLength(DIRTY_PAGE_SIZE * 98);
    image.setLength(DIRTY_PAGE_SIZE * 100);
    expect([...image.takeDirtyPages()]).toEqual([98, 99]);
    expect([...image.takeDirtyPages()]).toEqual([]);
  });

  it.each<readonly [string, (image: ImageBytes) => void, readonly number[]]>([
    [
      'a move, at both places',
      (image) => {
        image.move(at(DIRTY_PAGE_SIZE * 299), at(DIRTY_PAGE_SIZE * 5), 4);
      },
      [5, 299],
    ],
    [
      'a store of 16 bits',
      (image) => {
        image.setUint16(at(DIRTY_PAGE_SIZE * 7 - 1), 0x1234);
      },
      [6, 7],
    ],
    [
      'a store of 64 bits',
      (image) => {
        image.setUint64(at(DIRTY_PAGE_SIZE * 8 - 4), 1);
      },
      [7, 8],
    ],
    [
      'a large integer',
      (image) => {
        image.setBigUint64(at(DIRTY_PAGE_SIZE * 9 - 4), 1n);
      },
      [8, 9],
    ],
    [
      'a write in a page far behind',
      (image) => {
        image.write(at(DIRTY_PAGE_SIZE * 299), Uint8Array.of(1));
      },
      [299],
    ],
    [
      'a write before the buffer is outgrown',
      (image) => {
        image.write(at(0), Uint8Array.of(1));
        image.setLength(DIRTY_PAGE_SIZE * 900);
        image.setLength(DIRTY_PAGE_SIZE * 300);
      },
      [0],
    ],
  ])('reports %s', (_what, change, pages) => {
    const image = new ImageBytes();
    image.setLength(DIRTY_PAGE_SIZE * 300);
    image.trackDirtyPages();
    expect([...image.takeDirtyPages()]).toHaveLength(300);
    change(image);
    expect([...image.takeDirtyPages()].filter((page) => page < 300)).toEqual(pages);
  });
});
