import { HOST_NAMES } from '../../reference';
import { holds, runVector } from './run-vector';
import { VectorStore } from './vectors';

/**
 * The reason why anything else here can be believed: what the real linker made of 273 link scripts,
 * on three host profiles, and that the reference makes the same, byte for byte.
 */
describe('the reference linker against the vectors of the real one', () => {
  const store = new VectorStore();
  const vectors = store.list();

  it('has 273 vectors, 57 of them named', () => {
    expect(vectors).toHaveLength(273);
    expect(vectors.filter(({ isRandom }) => !isRandom)).toHaveLength(57);
  });

  it.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_name, vector) => {
    const result = runVector(store, vector, HOST_NAMES, (_host, { linker }) => {
      linker.verify();
    });
    const differences = [...result.hosts.values()].flatMap((host) => host.differences);
    expect({ refusal: result.refusal, differences }).toEqual({ refusal: null, differences: [] });
    expect(holds(result)).toBe(true);
  });
});
