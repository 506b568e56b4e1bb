import { HOST_NAMES, type HostName } from '../../reference';
import { oracle, oracleVector } from './testing/oracle';
import { TemporaryFolder } from '../testing/temporary-folder';
import { holds, runVector, type HostResult } from './run-vector';
import { VectorStore, type Vector } from './vectors';

const HELLO = oracleVector('hello');
const TMPFS = 'linux-tmpfs';

/** The hello of a real linker that made other images and dumps, in the first snapshot on tmpfs. */
function altered(fields: { image?: string; nodes?: string; size?: number }): Vector {
  const [first, ...others] = HELLO.expected[TMPFS];
  if (first === undefined) throw new Error('hello has snapshots');
  return {
    ...HELLO,
    expected: { ...HELLO.expected, [TMPFS]: [{ ...first, ...fields }, ...others] },
  };
}

/** The real linker's store, but for what it kept whole of hello. */
class AlteredStore extends VectorStore {
  override image(vector: string, host: HostName, snapshot: number): Buffer | null {
    const image = super.image(vector, host, snapshot);
    const at = image?.indexOf('good morning') ?? -1;
    if (image !== null && at >= 0) image[at] = 0x47;
    return image;
  }

  override nodes(vector: string, host: HostName, snapshot: number): string | null {
    return super.nodes(vector, host, snapshot)?.replace('size=0x40 ', 'size=0x44 ') ?? null;
  }
}

class ForgetfulStore extends VectorStore {
  override image(): null {
    return null;
  }

  override nodes(): null {
    return null;
  }
}

const OTHER = '0'.repeat(64);

function onTmpfs(store: VectorStore, vector: Vector): HostResult | undefined {
  return runVector(store, vector, [TMPFS]).hosts.get(TMPFS);
}

describe('a vector', () => {
  it('holds if all snapshots on all hosts equal those of the real linker', () => {
    const result = runVector(oracle, HELLO);
    expect([...result.hosts.keys()]).toEqual(HOST_NAMES);
    expect([...result.hosts.values()]).toEqual(
      HOST_NAMES.map(() => ({ snapshots: 2, equal: 2, differences: [] })),
    );
    expect(result.refusal).toBeNull();
    expect(holds(result)).toBe(true);
  });

  it('does not hold if one snapshot of one host differs', () => {
    const result = runVector(oracle, altered({ image: OTHER }));
    expect([...result.hosts.values()].map(({ equal }) => equal)).toEqual([2, 1, 2]);
    expect(holds(result)).toBe(false);
  });

  it.each([
    ['image', { image: OTHER }, 'image differs'],
    ['size', { size: 1 }, 'image differs'],
    ['dump', { nodes: OTHER }, 'node dump differs'],
    ['image and dump', { image: OTHER, nodes: OTHER }, 'image and node dump differ'],
  ])('says what differs: the %s', (_what, fields, words) => {
    const [difference] = onTmpfs(new AlteredStore(), altered(fields))?.differences ?? [];
    expect(difference?.split('\n')[0]).toBe(`hello on linux-tmpfs, snapshot 0: ${words}`);
  });

  it('names the first byte and the first node that differ', () => {
    const vector = altered({ image: OTHER, nodes: OTHER });
    expect(onTmpfs(new AlteredStore(), vector)).toEqual({
      snapshots: 2,
      equal: 1,
      differences: [
        [
          'hello on linux-tmpfs, snapshot 0: image and node dump differ',
          'image, byte 0x2000, in uav(*const [13:0]u8, "good morning\\n"):',
          '  expected: 476f6f64206d6f72',
          '  got:      676f6f64206d6f72',
          'node dump, line 45, in nav(fn () anyerror!void, main.main):',
          '  expected:   nav(fn () anyerror!void, main.main) index=12 offset=0x0 size=0x44 align=0x10 has_content',
          '  got:        nav(fn () anyerror!void, main.main) index=12 offset=0x0 size=0x40 align=0x10 has_content',
        ].join('\n'),
      ],
    });
  });

  it('says so where there are only digests to compare with', () => {
    expect(onTmpfs(new ForgetfulStore(), altered({ image: OTHER }))?.differences).toEqual([
      'hello on linux-tmpfs, snapshot 0: image differs\n' +
        'only digests of what the real linker made are here, so the place of the difference is not known; the repository has more in oracle/full',
    ]);
  });

  it('does not hold with a snapshot too few or too many', () => {
    const [first, second] = HELLO.expected[TMPFS];
    if (first === undefined || second === undefined) throw new Error('hello has two snapshots');
    for (const digests of [[first], [first, second, second]]) {
      const expected = { ...HELLO.expected, [TMPFS]: digests };
      const result = runVector(oracle, { ...HELLO, expected });
      expect(result.hosts.get(TMPFS)?.differences.at(-1)).toBe(
        `hello on linux-tmpfs: 2 snapshots; expected ${digests.length}`,
      );
      expect(holds(result)).toBe(false);
    }
  });

  it('tells its observer of every op, on every host', () => {
    const seen: string[] = [];
    runVector(oracle, HELLO, ['windows', TMPFS], (host, _replay, op) => {
      if (op.op === 'flush') seen.push(host);
    });
    expect(seen).toEqual(['windows', TMPFS, 'windows', TMPFS]);
  });
});

describe('a vector whose script is refused', () => {
  const folder = TemporaryFolder.forEachTest();

  it('does not hold, and says why', () => {
    const script = folder.write('bad.jsonl', '{"linkScript":1,"options":{}}\n{"op":"link"}\n');
    const result = runVector(oracle, { ...HELLO, script }, [TMPFS]);
    expect(result.refusal).toMatch(/bad\.jsonl:2: op 1 \(link\): unknown op "link"/);
    expect(result.hosts.get(TMPFS)).toEqual({
      snapshots: 2,
      equal: 0,
      differences: ['hello on linux-tmpfs: 0 snapshots; expected 2'],
    });
    expect(holds(result)).toBe(false);
  });
});
