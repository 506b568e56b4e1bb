import { slowTest } from '../../reference/testing/slow-test';
import { caseFile, loadCase, type StoredCase } from '../case/case-store';
import { linkCase } from '../case/case-replay';
import { freshLink } from '../case/replay/fresh-link';
import { CaseBaseline } from './case-baseline';
import { judgeSame, KnownFailures } from './judge-same';
import type { LayerState } from './layer';
import type { MutatedLinker } from './mutant-tree';

type Linker = Pick<MutatedLinker, 'linkCase' | 'linkFresh'>;

const NOTHING: LayerState = { catches: {}, cases: [] };

/** The linker without a mutation. */
const RIGHT: Linker = {
  linkCase,
  linkFresh: (program, host) => {
    const linker = freshLink(program, host);
    return { image: Uint8Array.from(linker.image.contents()), symbols: linker.symbolMap() };
  },
};

function stored(name: string): StoredCase {
  return loadCase(caseFile(name) ?? name);
}

/** The linker, with another byte in each image where one is that is told. */
function withByte(at: (image: Uint8Array) => number): Linker {
  return {
    ...RIGHT,
    linkCase: (...args) =>
      linkCase(...args).map(
        (hosts) =>
          new Map(
            [...hosts].map(([host, linked]) => {
              const image = Uint8Array.from(linked.image);
              const place = at(image);
              image[place] = (image[place] ?? 0) ^ 1;
              return [host, { ...linked, image }];
            }),
          ),
      ),
  };
}

/** In the DOS stub, which is no part of the program. */
const inStub = (): number => 0x50;

/** In `sub rsp,138h` of the case `hello`. */
const inCode = (image: Uint8Array): number =>
  Buffer.from(image).indexOf('4881ec38010000', 'hex') + 3;

function judge(linker: Linker, name: string, known = NOTHING): Promise<LayerState> {
  const mutated = { ...linker, runVector: fail, holds: fail };
  const baselines = [new CaseBaseline(stored(name))];
  return judgeSame(mutated, baselines, new KnownFailures(RIGHT), known, () => undefined);
}

function fail(): never {
  throw new Error('no vector is asked');
}

describe('the layer of the levels same and incremental', () => {
  it('catches another program, by the first update of the first host', async () => {
    const { catches, cases } = await judge(withByte(inCode), 'hello');
    expect(catches).toMatchObject({ same: 'hello 1 on linux-ext4' });
    expect(cases).toEqual([stored('hello').digest]);
  });

  it('catches no other bytes of the same program', async () => {
    expect((await judge(withByte(inStub), 'hello')).catches).toEqual({});
  });

  slowTest('catches nothing that the linker without a mutation fails as well', async () => {
    expect((await judge(withByte(inStub), 'new_import_in_settled_code')).catches).toEqual({});
  });

  it('catches an image that a new process makes otherwise', async () => {
    const linkFresh: Linker['linkFresh'] = (program, host) => {
      const fresh = RIGHT.linkFresh(program, host);
      const image = Uint8Array.from(fresh.image);
      const at = inCode(image);
      image[at] = (image[at] ?? 0) ^ 1;
      return { ...fresh, image };
    };
    const { catches } = await judge({ ...withByte(inStub), linkFresh }, 'hello');
    expect(catches).toEqual({ incremental: 'hello 2 on linux-ext4' });
  });

  slowTest('judges no case whose images are as without the mutation, and none twice', async () => {
    expect((await judge(RIGHT, 'new_import_in_settled_code')).catches).toEqual({});
    const known = { catches: {}, cases: [stored('hello').digest] };
    expect((await judge(withByte(inCode), 'hello', known)).catches).toEqual({});
  });
});
