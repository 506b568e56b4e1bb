import { oracleSnapshot, patched } from '../../difference/testing/snapshots';
import { staleByte } from './stale-byte';

const snapshot = oracleSnapshot('import-growth', 4);

/** The first stale byte where one of the image was put otherwise. */
function staleWith(at: number): ReturnType<typeof staleByte> {
  const { image, nodes } = patched(snapshot, at, 0xcc);
  return staleByte(nodes ?? '', image);
}

describe('the first byte of a node dump that its image does not have', () => {
  it("is none in the real linker's dump of it", () => {
    expect(staleByte(snapshot.nodes ?? '', snapshot.image)).toBeNull();
  });

  it.each([0x1000, 0x1005, 0x100f])('is found wherever it is in its line: %#', (offset) => {
    const inDump = snapshot.image[offset];
    expect(staleWith(offset)).toEqual({ offset, inDump, inImage: 0xcc });
  });

  it('is found behind the end of the image', () => {
    const dump = 'file index=0 offset=0x0 size=0x2 align=0x1\n 00000000  4d 5a          MZ\n';
    expect(staleByte(dump, Buffer.from('MZ'))).toBeNull();
    expect(staleByte(dump, Buffer.from('M'))).toEqual({
      ...{ offset: 1, inDump: 0x5a, inImage: undefined },
    });
  });

  it('is none where the text of a constant looks like contents', () => {
    const dump =
      'file index=0 offset=0x0 size=0x2 align=0x1\n' +
      ' uav(a\n 00000000  4e 4e  MZ\nb) index=1 offset=0x0 size=0x2 align=0x1\n';
    expect(staleByte(dump, Buffer.from('MZ'))).toBeNull();
  });
});
