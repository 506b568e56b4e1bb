import { runs } from '../../reference/testing/properties';
import { TemporaryFolder } from '../testing/temporary-folder';
import { makeInput } from './mutate/make-input';
import { READERS } from './readers';
import { tryInput } from './try-input';

const folder = TemporaryFolder.forEachTest();

/** Inputs of each reader. `npm run soak` runs `npm run reader-fuzz`, which tries thousands of times as many. */
const INPUTS = runs(40);

describe.each(READERS.map((reader) => [reader.what, reader] as const))('%s', (_what, reader) => {
  const seeds = reader.seeds();

  it('are read where they are real', async () => {
    expect(seeds.length).toBeGreaterThan(0);
    for (const { name, bytes } of seeds) {
      expect([name, await tryInput(reader, bytes, folder.path())]).toEqual([name, null]);
    }
  });

  it('are read or refused with an error of the suite where bytes were changed', async () => {
    const seed = jest.getSeed();
    for (let number = 0; number < INPUTS; number += 1) {
      const { bytes } = makeInput(seeds, reader.form, seed, number);
      const failure = await tryInput(reader, bytes, folder.path());
      const repeat = `npm run reader-fuzz -- --reader ${reader.name} --seed ${seed} --input ${number}`;
      expect([failure, repeat]).toEqual([null, repeat]);
    }
  });
});

test('the names of readers are words of their own', () => {
  const names = READERS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name))).toEqual([]);
});
