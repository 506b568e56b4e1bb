import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { layOutPage } from '../runner/system/lay-out-page';
import { drawLayers } from './draw-layers';
import { readHouse } from './house';
import { readImportGraph } from './import-graph';
import { withImports } from './room-readme';
import { withRoomTable } from './room-table';
import { survey, type RoomArrow } from './survey';

/**
 * Holds the imports against the plan of the house (`rooms.json`), and the picture and the table in
 * the documents against the imports. Exit code 1 if one does not hold; `--write` writes the documents.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
  const root = path.join(__dirname, '..');
  const house = readHouse();
  const graph = readImportGraph(root, ['runner', 'reference']);
  const { arrows, up, circles, homeless } = survey(house, graph);
  const faults = [
    ...homeless.map((file) => `${file} is in no room: name its room in architecture/rooms.json`),
    ...up.flatMap(arrowFaults),
    ...circles.map((names) => `a circle: ${names.join(', ')} import each other`),
  ];

  const read = (file: string): string => fs.readFileSync(path.join(root, file), 'utf8');
  const folders = house.rooms.filter((room) =>
    fs.statSync(path.join(root, room.path)).isDirectory(),
  );
  const readmes = folders.map((room) => {
    const file = `${room.path}/README.md`;
    return [file, withImports(read(file), room, arrows)] as const;
  });
  const made = {
    'docs/architecture.svg': drawLayers(house, arrows),
    'ARCHITECTURE.md': await layOutPage(
      'ARCHITECTURE.md',
      withRoomTable(read('ARCHITECTURE.md'), house),
    ),
    ...Object.fromEntries(readmes),
  };
  for (const [file, text] of Object.entries(made)) {
    const target = path.join(root, file);
    if (fs.existsSync(target) && fs.readFileSync(target, 'utf8') === text) continue;
    if (values.write) fs.writeFileSync(target, text);
    else faults.push(`${file} is stale: run \`npm run architecture -- --write\``);
  }

  const { length: floors } = house.floors;
  process.stdout.write(
    `${house.rooms.length} rooms on ${floors} floors, ${graph.files.length} files, ${arrows.length} arrows, ` +
      `${up.length} up, ${circles.length} circles\n`,
  );
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  if (faults.length > 0) process.exitCode = 1;
}

function arrowFaults({ from, to, imports }: RoomArrow): string[] {
  return imports.map(
    (each) =>
      `${each.from} imports ${each.to}: ${from.path} must not import ${to.path}, a floor above`,
  );
}

void main();
