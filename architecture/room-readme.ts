import type { Room } from './house';
import type { RoomArrow } from './survey';

const IMPORTS_LINE = /^Imports:.*$/m;

/**
 * A room's README with its line "Imports: ..." as the imports are.
 * @throws Error if there is no such line
 */
export function withImports(readme: string, room: Room, arrows: readonly RoomArrow[]): string {
  if (!IMPORTS_LINE.test(readme)) {
    throw new Error(`${room.path}/README.md: expected a line "Imports:"`);
  }
  const imported = arrows
    .filter(({ from }) => from === room)
    .map(({ to }) => `\`${to.path}\``)
    .toSorted();
  const list = imported.length === 0 ? 'no other room' : imported.join(', ');
  return readme.replace(IMPORTS_LINE, `Imports: ${list}.`);
}
