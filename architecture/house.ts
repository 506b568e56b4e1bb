import * as fs from 'node:fs';
import * as path from 'node:path';

/** A part of the source that has one purpose: a folder with all below it, or a file. */
export interface Room {
  /** Path from the root of the repository, with `/`: `runner/image`. */
  readonly path: string;
  /** What it is for, as a clause. */
  readonly about: string;
  /** Floors count from 0, the ground; null for a room apart, which may import every other. */
  readonly floor: number | null;
}

/** A layer: its rooms import what lies on their own floor or on lower ones. */
export interface Floor {
  readonly name: string;
  readonly rooms: readonly Room[];
}

/** The plan of the source, which `rooms.json` holds. */
export interface House {
  /** From the ground up. */
  readonly floors: readonly Floor[];
  readonly rooms: readonly Room[];
}

interface RoomsFile {
  /** From the top down, as one reads it. */
  readonly floors: readonly { readonly name: string; readonly rooms: Record<string, string> }[];
  readonly apart: Record<string, string>;
}

/** Reads the plan. */
export function readHouse(): House {
  const text = fs.readFileSync(path.join(__dirname, 'rooms.json'), 'utf8');
  const { floors: topDown, apart } = JSON.parse(text) as RoomsFile;
  const floors = topDown
    .toReversed()
    .map(({ name, rooms }, floor) => ({ name, rooms: roomsOf(rooms, floor) }));
  return { floors, rooms: [...floors.flatMap(({ rooms }) => rooms), ...roomsOf(apart, null)] };
}

function roomsOf(rooms: Record<string, string>, floor: number | null): Room[] {
  return Object.entries(rooms).map(([file, about]) => ({ path: file, about, floor }));
}

/** The room that a file is in; null for none. */
export function roomOf(house: House, file: string): Room | null {
  return house.rooms.find((room) => file === room.path || file.startsWith(`${room.path}/`)) ?? null;
}
