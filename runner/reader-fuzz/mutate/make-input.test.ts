import type { ReaderSeed, SeedForm } from '../readers/reader';
import { makeInput } from './make-input';

const SEEDS: Readonly<Record<SeedForm, readonly ReaderSeed[]>> = {
  bytes: [
    { name: 'a', bytes: Buffer.alloc(400, 7), places: [[0, 40]] },
    { name: 'empty', bytes: Buffer.alloc(0), places: [] },
  ],
  text: [{ name: 'a', bytes: Buffer.from('#file=a\nvar x = 12;\n'), places: [] }],
  json: [{ name: 'a', bytes: Buffer.from('{"a":[1,2,{"b":"c"}],"d":null}'), places: [] }],
  'json-lines': [{ name: 'a', bytes: Buffer.from('{"a":1}\n{"b":[2]}\n'), places: [] }],
};

const FORMS = Object.keys(SEEDS) as SeedForm[];

describe.each(FORMS)('inputs of the form %s', (form) => {
  it('are the same for the same seed and number, and others for others', () => {
    const made = (seed: number): readonly string[] =>
      Array.from({ length: 200 }, (_, number) =>
        makeInput(SEEDS[form], form, seed, number).bytes.toString('latin1'),
      );
    expect(made(3)).toEqual(made(3));
    expect(made(3)).not.toEqual(made(4));
    // Now and then two changes cancel each other out.
    expect(new Set(made(3)).size).toBeGreaterThan(100);
  });
});

test('most changes of fields are made where the structures lie', () => {
  let within = 0;
  let all = 0;
  const seeds = SEEDS.bytes.slice(0, 1);
  for (let number = 0; number < 500; number += 1) {
    const { bytes } = makeInput(seeds, 'bytes', 1, number);
    const changed = [...bytes.keys()].filter((at) => bytes[at] !== 7);
    // Neither a run of bytes nor another length: fields alone.
    if (bytes.length !== 400 || changed.length > 8) continue;
    all += changed.length;
    within += changed.filter((at) => at < 44).length;
  }
  expect(all).toBeGreaterThan(100);
  expect(within / all).toBeGreaterThan(0.5);
});

test('JSON that was changed as such is JSON more often than not', () => {
  const isJson = Array.from({ length: 300 }, (_, number) => {
    try {
      JSON.parse(makeInput(SEEDS.json, 'json', 5, number).bytes.toString());
      return true;
    } catch {
      return false;
    }
  });
  expect(isJson.filter(Boolean).length).toBeGreaterThan(90);
});
