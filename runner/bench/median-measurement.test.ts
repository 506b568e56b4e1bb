import type { Measurement } from './measure';
import { medianMeasurement } from './median-measurement';

function run(cold: number, median: number, worst: number): Measurement {
  const same = { median, worst, slowest: worst };
  const grown = { median: median * 2, worst: worst * 2, slowest: worst * 2 };
  return {
    functions: 1000,
    host: 'windows',
    cold,
    same,
    grown,
    slide: cold / 2,
    settled: median / 2,
    image: 4096,
    peak: cold * 100,
  };
}

describe('several measurements of one program', () => {
  test('are one with the median of each figure, whichever run it is of', () => {
    const runs = [run(30, 4, 100), run(10, 8, 9000), run(20, 6, 200)] as const;

    expect(medianMeasurement(runs)).toEqual({
      functions: 1000,
      host: 'windows',
      cold: 20,
      same: { median: 6, worst: 200, slowest: 9000 },
      grown: { median: 12, worst: 400, slowest: 18_000 },
      slide: 10,
      settled: 3,
      image: 4096,
      peak: 2000,
    });
  });

  test('are the measurement itself where there is one', () => {
    const only = run(30, 4, 100);

    expect(medianMeasurement([only])).toEqual(only);
  });
});
