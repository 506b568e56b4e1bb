import { HOST_NAMES } from '../../reference';
import { costPlot } from './cost-plot';
import type { Measurement } from './measure';

/** Programs of some sizes on all hosts; an update costs a microsecond for each 1000 functions. */
const programs = [1000, 10_000, 100_000].flatMap((functions) =>
  HOST_NAMES.map((host): Measurement => {
    const update = { median: functions / 1000, worst: functions, slowest: functions };
    const rest = { cold: 1, slide: functions / 1000, settled: 1, image: 1, peak: 1 };
    return { functions, host, same: update, grown: update, ...rest };
  }),
);

describe('the plot of what an update costs', () => {
  const svg = costPlot(programs);
  const lines = [...svg.matchAll(/<polyline.*points="(.*)"/g)].map(([, points = '']) =>
    points.split(' ').map((point) => point.split(',').map(Number)),
  );

  it('has a line of all sizes for each host and each of three costs', () => {
    expect(lines.map((points) => points.length)).toEqual(Array(9).fill(3));
  });

  it('has logarithmic axes: what grows by the same factor is a straight line', () => {
    const [first, second, third] = lines[0] ?? [];
    const step = (from?: number[], to?: number[], axis = 0): number =>
      (to?.[axis] ?? NaN) - (from?.[axis] ?? NaN);
    expect(step(first, second, 0)).toBeGreaterThan(0);
    expect(Math.abs(step(first, second, 0) - step(second, third, 0))).toBeLessThanOrEqual(1);
    expect(step(first, second, 1)).toBeLessThan(0);
    expect(Math.abs(step(first, second, 1) - step(second, third, 1))).toBeLessThanOrEqual(1);
  });

  it('stays within its frame', () => {
    const [, width = '', height = ''] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
    for (const [x = NaN, y = NaN] of lines.flat()) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(Number(width));
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(Number(height));
    }
  });
});
