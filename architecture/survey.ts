import * as path from 'node:path';
import { circles } from './circles';
import { roomOf, type House, type Room } from './house';
import type { ImportArrow, ImportGraph } from './import-graph';

/** Imports from one room to another. */
export interface RoomArrow {
  readonly from: Room;
  readonly to: Room;
  readonly imports: readonly ImportArrow[];
}

/** What the imports say about the plan of the house. */
export interface Survey {
  readonly arrows: readonly RoomArrow[];
  /** Arrows from a floor to a higher one, or to a room apart: there must be none. */
  readonly up: readonly RoomArrow[];
  /** Rooms that need each other, and folders of one room that do: there must be none. */
  readonly circles: readonly (readonly string[])[];
  /** Files in no room: there must be none. */
  readonly homeless: readonly string[];
}

/** Holds the imports against the plan. */
export function survey(house: House, { files, imports }: ImportGraph): Survey {
  const arrows = new Map<string, { from: Room; to: Room; imports: ImportArrow[] }>();
  for (const each of imports) {
    const from = roomOf(house, each.from);
    const to = roomOf(house, each.to);
    if (from === null || to === null || from === to) continue;
    const key = `${from.path} ${to.path}`;
    const arrow = arrows.get(key) ?? { from, to, imports: [] };
    arrow.imports.push(each);
    arrows.set(key, arrow);
  }
  const list = [...arrows.values()];
  return {
    arrows: list,
    up: list.filter(({ from, to }) => leadsUp(from, to)),
    circles: [
      ...circles(list.map(({ from, to }) => ({ from: from.path, to: to.path }))),
      ...house.rooms.flatMap((room) => circlesWithin(house, room, imports)),
    ],
    homeless: files.filter((file) => roomOf(house, file) === null),
  };
}

function leadsUp(from: Room, to: Room): boolean {
  if (from.floor === null) return false;
  return to.floor === null || to.floor > from.floor;
}

/** Circles among the folders of a room. */
function circlesWithin(
  house: House,
  room: Room,
  imports: readonly ImportArrow[],
): readonly (readonly string[])[] {
  const arrows = imports
    .filter(({ from, to }) => roomOf(house, from) === room && roomOf(house, to) === room)
    .map(({ from, to }) => ({ from: path.posix.dirname(from), to: path.posix.dirname(to) }))
    .filter(({ from, to }) => from !== to);
  return circles(arrows);
}
