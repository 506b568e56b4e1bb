import type { House, Room } from './house';

const START = '<!-- rooms: written by `npm run architecture -- --write` -->';
const END = '<!-- end of rooms -->';

/** A Markdown table with a row for each room, from the top floor down. */
export function roomTable(house: House): string {
  const rows = house.floors
    .toReversed()
    .flatMap(({ name, rooms }) => rooms.map((room) => row(name, room)));
  const apart = house.rooms.filter(({ floor }) => floor === null).map((room) => row('apart', room));
  return ['| floor | room | what it is for |', '| --- | --- | --- |', ...rows, ...apart].join('\n');
}

function row(floor: string, { path, about }: Room): string {
  return `| ${floor} | [${path}](${path}) | ${about} |`;
}

/**
 * A document with its table of rooms replaced.
 * @throws Error if the document has no place for it
 */
export function withRoomTable(document: string, house: House): string {
  const start = document.indexOf(START);
  const end = document.indexOf(END);
  if (start === -1 || end < start) throw new Error(`expected the lines "${START}" and "${END}"`);
  return `${document.slice(0, start)}${START}\n\n${roomTable(house)}\n\n${document.slice(end)}`;
}
