import { HOST_NAMES } from '../../reference';
import type { Measurement } from './measure';

const WIDTH = 820;
const HEIGHT = 420;
const LEFT = 80;
const RIGHT = 240;
const TOP = 40;
const BOTTOM = 50;

/** Strokes of the three costs. */
const COSTS = [
  { title: 'update, same size', dash: 'none', of: ({ same }: Measurement) => same.median },
  { title: 'update, function grows', dash: '6 3', of: ({ grown }: Measurement) => grown.median },
  { title: 'data section slides code', dash: '2 3', of: ({ slide }: Measurement) => slide * 1000 },
] as const;

const COLOURS = ['#0072b2', '#d55e00', '#009e73'] as const;

/**
 * What an update costs as a program grows: both axes logarithmic, functions across, microseconds up.
 * @param programs at least two sizes
 */
export function costPlot(programs: readonly Measurement[]): string {
  const sizes = programs.map(({ functions }) => functions);
  const costs = programs.flatMap((program) => COSTS.map(({ of }) => of(program)));
  const x = scale(sizes, LEFT, WIDTH - RIGHT);
  const y = scale(costs, HEIGHT - BOTTOM, TOP);
  const lines = HOST_NAMES.flatMap((host, h) =>
    COSTS.map(({ dash, of }) => {
      const points = programs
        .filter((program) => program.host === host)
        .toSorted((a, b) => a.functions - b.functions)
        .map((program) => `${x.at(program.functions)},${y.at(of(program))}`)
        .join(' ');
      const stroke = `stroke="${COLOURS[h] ?? ''}" stroke-width="2" stroke-dasharray="${dash}"`;
      return `<polyline fill="none" ${stroke} points="${points}"/>`;
    }),
  );
  const grid = [
    ...x.decades.map((value) => {
      const at = x.at(value);
      return (
        `<line x1="${at}" y1="${TOP}" x2="${at}" y2="${HEIGHT - BOTTOM}" stroke="#ddd"/>` +
        text(at, HEIGHT - BOTTOM + 18, value.toLocaleString('en'), 'middle')
      );
    }),
    ...y.decades.map((value) => {
      const at = y.at(value);
      const label = timeText(value);
      return (
        `<line x1="${LEFT}" y1="${at}" x2="${WIDTH - RIGHT}" y2="${at}" stroke="#ddd"/>` +
        text(LEFT - 8, at + 4, label, 'end')
      );
    }),
  ];
  const legendX = WIDTH - RIGHT + 16;
  const key = (row: number, stroke: string, title: string): string => {
    const at = TOP + 10 + row * 20;
    const line = `x1="${legendX}" y1="${at}" x2="${legendX + 28}" y2="${at}"`;
    return `<line ${line} ${stroke} stroke-width="2"/>${text(legendX + 36, at + 4, title, 'start')}`;
  };
  const legend = [
    ...HOST_NAMES.map((host, row) => key(row, `stroke="${COLOURS[row] ?? ''}"`, host)),
    ...COSTS.map(({ title, dash }, row) =>
      key(row + HOST_NAMES.length + 1, `stroke="#444" stroke-dasharray="${dash}"`, title),
    ),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" ` +
      'font-family="sans-serif" font-size="12">',
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(LEFT, 20, 'What one update costs, by the number of functions', 'start'),
    ...grid,
    ...lines,
    ...legend,
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, 'functions', 'middle'),
    '</svg>',
    '',
  ].join('\n');
}

/** Places values on an axis from `start` to `end` by their logarithm. */
function scale(values: readonly number[], start: number, end: number) {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(Math.ceil(Math.log10(Math.max(...values))), low + 1);
  const decades = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
  const at = (value: number): number =>
    Math.round(start + ((Math.log10(value) - low) / (high - low)) * (end - start));
  return { at, decades };
}

/** Microseconds in the unit that a reader would take. */
function timeText(value: number): string {
  if (value >= 1e6) return `${value / 1e6} s`;
  return value >= 1000 ? `${value / 1000} ms` : `${value} µs`;
}

function text(x: number, y: number, content: string, anchor: string): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="#222">${content}</text>`;
}
