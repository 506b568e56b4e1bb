import type { Measurement, UpdateTimes } from './measure';
import { median } from './median';

/**
 * Several measurements of one program as one: of each figure the median. The worst update is the median of the
 * runs' worst: what the linker or the engine does in each run is in it, and what the machine did to one is not.
 * The slowest of all runs is kept beside it.
 * @param runs of the same program on the same host; an odd number, so that each median is a figure of some run
 */
export function medianMeasurement([first, ...more]: readonly [
  Measurement,
  ...Measurement[],
]): Measurement {
  const runs = [first, ...more];
  const middle = (figure: (run: Measurement) => number): number => median(runs.map(figure));
  const updates = (times: (run: Measurement) => UpdateTimes): UpdateTimes => ({
    median: middle((run) => times(run).median),
    worst: middle((run) => times(run).worst),
    slowest: Math.max(...runs.map((run) => times(run).slowest)),
  });
  return {
    functions: first.functions,
    host: first.host,
    cold: middle(({ cold }) => cold),
    same: updates(({ same }) => same),
    grown: updates(({ grown }) => grown),
    slide: middle(({ slide }) => slide),
    settled: middle(({ settled }) => settled),
    image: middle(({ image }) => image),
    peak: middle(({ peak }) => peak),
  };
}
