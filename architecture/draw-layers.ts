import { create } from 'xmlbuilder2';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces';
import type { House, Room } from './house';
import type { RoomArrow } from './survey';

const WIDTH = 960;
const LEFT = 176;
const ROOM = { width: 168, height: 40, gap: 48 } as const;
const FLOOR_HEIGHT = 96;
const HEADING = 52;
const FONT = 'ui-sans-serif, system-ui, sans-serif';
const COLORS = {
  page: '#ffffff',
  band: '#f2f4f7',
  room: '#ffffff',
  line: '#8a94a6',
  text: '#1c2430',
  faint: '#5b6575',
  arrow: '#2f6fb5',
} as const;

interface Box {
  readonly x: number;
  readonly y: number;
}

/**
 * Draws the floors and their rooms as SVG, with an arrow for each room that imports another. Nearly
 * every room imports from the ground floor, so these arrows are counted and not drawn.
 */
export function drawLayers(house: House, arrows: readonly RoomArrow[]): string {
  const height = HEADING + house.floors.length * FLOOR_HEIGHT + 16;
  const svg = create({ encoding: 'UTF-8' }).ele('http://www.w3.org/2000/svg', 'svg', {
    viewBox: `0 0 ${WIDTH} ${height}`,
    width: String(WIDTH),
    height: String(height),
    'font-family': FONT,
    role: 'img',
  });
  svg.ele('title').txt('The rooms of the source, floor by floor, and which imports which');
  defineArrowHead(svg);
  svg.ele('rect', { width: '100%', height: '100%', fill: COLORS.page });
  const drawn = arrows.filter(({ from, to }) => from.floor !== null && to.floor !== 0);
  const isGround = ({ to, from }: RoomArrow): boolean => to.floor === 0 && from.floor !== null;
  const ground = arrows.filter(isGround).length;
  text(
    svg,
    16,
    30,
    `An arrow: imports. ${ground} more lead to the ground floor.`,
    COLORS.faint,
    14,
  );
  const boxes = placeRooms(house);
  for (const [floor, { name }] of house.floors.entries()) {
    const y = floorTop(house, floor);
    svg.ele('rect', {
      x: 8,
      y: y + 6,
      width: WIDTH - 16,
      height: FLOOR_HEIGHT - 12,
      rx: 8,
      fill: COLORS.band,
    });
    for (const [line, words] of wrap(name, 20).entries()) {
      text(svg, 24, y + FLOOR_HEIGHT / 2 + line * 17 + 5, words, COLORS.faint, 14);
    }
  }
  for (const { from, to } of drawn) drawArrow(svg, boxes, from, to);
  for (const [room, { x, y }] of boxes) {
    const { width, height: tall } = ROOM;
    svg.ele('rect', { x, y, width, height: tall, rx: 6, fill: COLORS.room, stroke: COLORS.line });
    const label = room.path.replace(/^runner\//, '');
    text(svg, x + width / 2, y + tall / 2 + 5, label, COLORS.text, 15, 'middle');
  }
  return `${svg.end({ prettyPrint: true })}\n`;
}

function defineArrowHead(svg: XMLBuilder): void {
  svg
    .ele('defs')
    .ele('marker', {
      id: 'head',
      viewBox: '0 0 8 8',
      refX: 7,
      refY: 4,
      markerWidth: 7,
      markerHeight: 7,
      orient: 'auto',
    })
    .ele('path', { d: 'M0,0 L8,4 L0,8 z', fill: COLORS.arrow });
}

function floorTop(house: House, floor: number): number {
  return HEADING + (house.floors.length - 1 - floor) * FLOOR_HEIGHT;
}

function placeRooms(house: House): ReadonlyMap<Room, Box> {
  const boxes = new Map<Room, Box>();
  for (const [floor, { rooms }] of house.floors.entries()) {
    const space = WIDTH - LEFT - 24;
    const gap = Math.min(ROOM.gap, (space - rooms.length * ROOM.width) / (rooms.length - 1));
    const taken = rooms.length * ROOM.width + (rooms.length - 1) * gap;
    const start = LEFT + (space - taken) / 2;
    for (const [index, room] of rooms.entries()) {
      const x = Math.round(start + index * (ROOM.width + gap));
      boxes.set(room, { x, y: floorTop(house, floor) + (FLOOR_HEIGHT - ROOM.height) / 2 });
    }
  }
  return boxes;
}

/** From the bottom of one room to the top of another; along the floor if both are on one. */
function drawArrow(svg: XMLBuilder, boxes: ReadonlyMap<Room, Box>, from: Room, to: Room): void {
  const start = boxes.get(from);
  const end = boxes.get(to);
  if (start === undefined || end === undefined) return;
  const isLevel = start.y === end.y;
  const leftwards = end.x < start.x;
  const middle = ROOM.height / 2;
  // Where an arrow meets a room depends on where it comes from, so that few lie on each other.
  const slant = (end.x - start.x) / WIDTH;
  const x1 = isLevel
    ? start.x + (leftwards ? 0 : ROOM.width)
    : start.x + ROOM.width * (0.5 + slant / 2);
  const x2 = isLevel
    ? end.x + (leftwards ? ROOM.width : 0)
    : end.x + ROOM.width * (0.5 - slant / 2);
  const y1 = isLevel ? start.y + middle : start.y + ROOM.height;
  const y2 = isLevel ? end.y + middle : end.y - 1;
  const bend = isLevel ? 0 : (y2 - y1) / 2;
  const d = `M${round(x1)},${y1} C${round(x1)},${y1 + bend} ${round(x2)},${y2 - bend} ${round(x2)},${y2}`;
  svg.ele('path', {
    d,
    fill: 'none',
    stroke: COLORS.arrow,
    'stroke-opacity': '0.55',
    'marker-end': 'url(#head)',
  });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function text(
  svg: XMLBuilder,
  x: number,
  y: number,
  words: string,
  fill: string,
  size: number,
  anchor = 'start',
): void {
  svg.ele('text', { x, y, fill, 'font-size': size, 'text-anchor': anchor }).txt(words);
}

function wrap(words: string, width: number): string[] {
  const lines = [''];
  for (const word of words.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}
