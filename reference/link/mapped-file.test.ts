import { fc, runs } from '../testing/properties';
import { HOST_NAMES, HOST_PROFILES } from './host-profile';
import { NodeIndex } from './indices';
import type { LinkObserver } from './link-observer';
import { MappedFile } from './mapped-file';
import { verifyMappedFile } from './mapped-file-verify';
import { NodeFlag } from './node-table';

const tmpfs = HOST_PROFILES['linux-tmpfs'];
const ext4 = HOST_PROFILES['linux-ext4'];

/** An observer that is only told some things. */
function observing(some: Partial<LinkObserver>): LinkObserver {
  const nothing = (): void => undefined;
  return {
    task: nothing,
    taskDone: nothing,
    contentStarted: nothing,
    nodePlaced: nothing,
    nodeMoved: nothing,
    relocationApplied: nothing,
    relocationPutOff: nothing,
    decided: nothing,
    written: nothing,
    bytesMoved: nothing,
    ...some,
  };
}

function place(mf: MappedFile, ni: NodeIndex): readonly [number, number] {
  return [mf.nodes.offset(ni), mf.nodes.size(ni)];
}

describe('MappedFile', () => {
  it('adds nodes one after another, aligned, with half as much in reserve', () => {
    const mf = new MappedFile(tmpfs);
    const a = mf.addLastChild(NodeIndex.ROOT, { size: 10 });
    const b = mf.addLastChild(NodeIndex.ROOT, { size: 10, alignment: 16 });
    expect(place(mf, a)).toEqual([0, 10]);
    expect(place(mf, b)).toEqual([16, 16]);
    // 10 and its half, then cut to where b begins, then 32 and its half.
    expect(mf.image).toHaveLength(48);
    verifyMappedFile(mf);
  });

  it('rounds the reserve of an odd size down', () => {
    const mf = new MappedFile(tmpfs);
    mf.addLastChild(NodeIndex.ROOT, { size: 3 });
    expect(mf.image).toHaveLength(4);
  });

  it('lets a node grow where there is room', () => {
    const mf = new MappedFile(tmpfs);
    const a = mf.addLastChild(NodeIndex.ROOT, { size: 10 });
    mf.resize(a, 15);
    expect(place(mf, a)).toEqual([0, 15]);
    expect(mf.image).toHaveLength(15);
  });

  it('lets a floating node go to the end, with its bytes, leaving zeros', () => {
    const mf = new MappedFile(tmpfs);
    const a = mf.addLastChild(NodeIndex.ROOT, { size: 4 });
    const b = mf.addLastChild(NodeIndex.ROOT, { size: 4 });
    mf.image.fill(mf.slice(a), 0x11, 4);
    mf.image.fill(mf.slice(b), 0x22, 4);
    mf.resize(a, 8);
    expect(place(mf, a)).toEqual([8, 8]);
    expect(Buffer.from(mf.image.contents().subarray(0, 12)).toString('hex')).toBe(
      '00000000' + '22222222' + '11111111',
    );
    expect([mf.nodes.first(NodeIndex.ROOT), mf.nodes.last(NodeIndex.ROOT)]).toEqual([b, a]);
    verifyMappedFile(mf);
  });

  it('lets a fixed node push its neighbour to the end', () => {
    const mf = new MappedFile(tmpfs);
    const a = mf.addLastChild(NodeIndex.ROOT, { size: 4, fixed: true });
    const b = mf.addLastChild(NodeIndex.ROOT, { size: 4 });
    mf.resize(a, 6);
    expect(place(mf, a)).toEqual([0, 6]);
    expect(place(mf, b)).toEqual([8, 4]);
    verifyMappedFile(mf);
  });

  it('lets a fixed node push its neighbour past its own new end', () => {
    const mf = new MappedFile(tmpfs);
    const a = mf.addLastChild(NodeIndex.ROOT, { size: 4, fixed: true });
    const b = mf.addLastChild(NodeIndex.ROOT, { size: 8, alignment: 4 });
    mf.resize(a, 40);
    expect(place(mf, b)).toEqual([40, 8]);
    verifyMappedFile(mf);
  });

  it('lets the parent grow where a neighbour that is pushed would reach beyond it', () => {
    const mf = new MappedFile(tmpfs);
    const a = mf.addLastChild(NodeIndex.ROOT, { size: 4, fixed: true });
    const b = mf.addLastChild(NodeIndex.ROOT, { size: 4 });
    const room = mf.image.length;
    mf.resize(a, room - 3);
    expect(place(mf, b)).toEqual([room - 3, 4]);
    expect(mf.image.length).toBeGreaterThan(room);
    verifyMappedFile(mf);
  });

  it('takes the content of a node that becomes empty, and not of one that grows', () => {
    const mf = new MappedFile(tmpfs);
    const a = mf.addLastChild(NodeIndex.ROOT, { size: 4 });
    mf.image.fill(mf.slice(a), 1, 4);
    mf.resize(a, 6);
    expect(mf.nodes.flags(a) & NodeFlag.HAS_CONTENT).toBe(NodeFlag.HAS_CONTENT);
    mf.resize(a, 0);
    expect(mf.nodes.flags(a) & NodeFlag.HAS_CONTENT).toBe(0);
  });

  it('moves the bytes of a node that floats, but none of one that never had content', () => {
    const moves: (readonly [from: number, to: number, size: number])[] = [];
    const mf = new MappedFile(
      tmpfs,
      observing({ bytesMoved: (from, to, size) => moves.push([from, to, size]) }),
    );
    const a = mf.addLastChild(NodeIndex.ROOT, { size: 4 });
    mf.addLastChild(NodeIndex.ROOT, { size: 4 });
    mf.resize(a, 8);
    expect(place(mf, a)).toEqual([8, 8]);
    expect(moves).toEqual([]);
    mf.image.fill(mf.slice(a), 1, 8);
    mf.addLastChild(NodeIndex.ROOT, { size: 4 });
    mf.resize(a, 16);
    expect(place(mf, a)).toEqual([20, 16]);
    expect(moves).toEqual([[8, 20, 8]]);
  });

  it('inserts a range where the host can, and all after it moves up', () => {
    const mf = new MappedFile(ext4);
    const section = mf.addLastChild(NodeIndex.ROOT, { size: 0x1000, alignment: 0x1000 });
    const behind = mf.addLastChild(NodeIndex.ROOT, { size: 0x1000, alignment: 0x1000 });
    mf.image.fill(mf.slice(behind), 0x33, 0x1000);
    const before = mf.nodes.offset(behind);
    mf.resize(section, 0x2000);
    expect(place(mf, section)).toEqual([0, 0x3000]);
    expect(mf.nodes.offset(behind)).toBe(before + 0x2000);
    expect(mf.sliceConst(behind)[0]).toBe(0x33);
    verifyMappedFile(mf);
  });

  it('queues an event once, until it is cleaned', () => {
    const mf = new MappedFile(tmpfs);
    const a = mf.addLastChild(NodeIndex.ROOT, { size: 4, moved: true });
    mf.resize(a, 2);
    expect(mf.nodes.flags(a)).toBe(NodeFlag.MOVED | NodeFlag.RESIZED | NodeFlag.BUBBLES_MOVED);
    expect(mf.updates.pop()).toBe(a);
    expect(mf.updates.pop()).toBe(NodeIndex.ROOT);
    expect(mf.updates.pop()).toBeUndefined();
    expect([mf.cleanMoved(a), mf.cleanMoved(a)]).toEqual([true, false]);
    expect([mf.cleanResized(a), mf.cleanResized(a)]).toEqual([true, false]);
  });

  it('counts a node as moved while one that it moves with is', () => {
    const mf = new MappedFile(tmpfs);
    const table = mf.addLastChild(NodeIndex.ROOT, {});
    const entry = mf.addLastChild(table, { size: 4 });
    mf.moved(table);
    expect(mf.hasMoved(entry)).toBe(true);
    mf.moved(entry);
    expect(mf.nodes.flags(entry) & NodeFlag.MOVED).toBe(0);
  });

  it('refuses an alignment that is no power of two', () => {
    const mf = new MappedFile(tmpfs);
    expect(() => mf.addLastChild(NodeIndex.ROOT, { alignment: 12 })).toThrow(
      'alignment 12 is not a power of two',
    );
  });
});

describe('any sequence of additions and resizes', () => {
  const step = fc.record({
    parent: fc.nat(),
    node: fc.nat(),
    add: fc.boolean(),
    size: fc.integer({ min: 1, max: 9000 }),
    alignment: fc.constantFrom(1, 2, 16, 64, 4096),
  });

  it.each(HOST_NAMES)('keeps the tree whole and the bytes of every leaf, on %s', (host) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const mf = new MappedFile(HOST_PROFILES[host]);
        const sections = [1, 2, 3].map(() =>
          mf.addLastChild(NodeIndex.ROOT, {
            alignment: mf.host.blockSize,
            moved: true,
            bubblesMoved: false,
          }),
        );
        const leaves: { ni: NodeIndex; filled: number }[] = [];
        const fill = (leaf: { ni: NodeIndex; filled: number }, size: number): void => {
          mf.image.fill(mf.slice(leaf.ni), leaf.ni & 0xff, size);
          leaf.filled = size;
        };
        for (const { parent, node, add, size, alignment } of steps) {
          const section = sections[parent % sections.length] ?? NodeIndex.ROOT;
          const known = leaves[node % leaves.length];
          if (add || known === undefined) {
            const leaf = { ni: mf.addLastChild(section, { size, alignment }), filled: 0 };
            fill(leaf, size);
            leaves.push(leaf);
          } else if (size > mf.nodes.size(known.ni)) {
            mf.resize(known.ni, size);
            fill(known, size);
          }
          verifyMappedFile(mf);
          for (const { ni, filled } of leaves) {
            expect(
              mf
                .sliceConst(ni)
                .subarray(0, filled)
                .every((byte) => byte === (ni & 0xff)),
            ).toBe(true);
          }
        }
      }),
      { numRuns: runs(60) },
    );
  });
});

describe('verifyMappedFile', () => {
  const broken: readonly (readonly [string, (mf: MappedFile, ni: NodeIndex) => void, string])[] = [
    [
      'an overlap',
      (mf, ni) => {
        mf.nodes.setLocation(ni, 2, 4);
      },
      'overlaps',
    ],
    [
      'a child past its parent',
      (mf, ni) => {
        mf.nodes.setLocation(ni, 4, 999);
      },
      'past its size',
    ],
    [
      'a wrong parent',
      (mf, ni) => {
        mf.nodes.setParent(ni, ni);
      },
      'parent is 2',
    ],
    [
      'a wrong prev',
      (mf, ni) => {
        mf.nodes.setPrev(ni, NodeIndex.NONE);
      },
      'prev is -1',
    ],
    [
      'a wrong last',
      (mf) => {
        mf.nodes.setLast(NodeIndex.ROOT, NodeIndex.NONE);
      },
      'last is -1',
    ],
    [
      'a lost node',
      (mf, ni) => {
        mf.nodes.setNext(mf.nodes.prev(ni), NodeIndex.NONE);
        mf.nodes.setLast(NodeIndex.ROOT, mf.nodes.prev(ni));
      },
      '2 of 3 nodes',
    ],
    [
      'a misaligned offset',
      (mf, ni) => {
        mf.nodes.setLocation(ni, 5, 1);
      },
      'not a multiple of 4',
    ],
    [
      'a file of another length',
      (mf) => {
        mf.image.setLength(1);
      },
      'but the file has 1',
    ],
  ];

  it.each(broken)('sees %s', (_what, breakIt, message) => {
    const mf = new MappedFile(tmpfs);
    mf.addLastChild(NodeIndex.ROOT, { size: 4 });
    const ni = mf.addLastChild(NodeIndex.ROOT, { size: 4, alignment: 4 });
    verifyMappedFile(mf);
    breakIt(mf, ni);
    expect(() => {
      verifyMappedFile(mf);
    }).toThrow(message);
  });
});
