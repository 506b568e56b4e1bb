import { archiveMembers, isArchive } from './archive';

function member(name: string, contents: string): string {
  const fields = [name.padEnd(16), '0'.padEnd(12), ''.padEnd(6), ''.padEnd(6), '644'.padEnd(8)];
  const header = `${fields.join('')}${String(contents.length).padEnd(10)}\`\n`;
  return `${header}${contents}${contents.length % 2 === 1 ? '\n' : ''}`;
}

const LONG = 'an_object_with_a_long_name.o';
const ARCHIVE = [
  '!<arch>\n',
  member('/', '\0\0\0\0'),
  member('//', `other.o/\n${LONG}/\n`),
  member('short.o/', 'one'),
  member('/9', 'two!'),
].join('');

const membersOf = (text: string): readonly (readonly [string, string])[] =>
  [...archiveMembers(Buffer.from(text, 'latin1'))].map(({ name, bytes }) => [
    name,
    Buffer.from(bytes).toString('latin1'),
  ]);

test('an archive has its members, with long names, and no tables', () => {
  expect(isArchive(Buffer.from(ARCHIVE))).toBe(true);
  expect(membersOf(ARCHIVE)).toEqual([
    ['short.o', 'one'],
    [LONG, 'two!'],
  ]);
});

test('an archive that is cut has the members that are whole', () => {
  expect(membersOf(ARCHIVE.slice(0, -1))).toEqual([['short.o', 'one']]);
  expect(membersOf('!<arch>\n')).toEqual([]);
  expect(membersOf(`!<arch>\n${member('a', '').replace('0         `', 'x         `')}`)).toEqual(
    [],
  );
});

test('other files are no archive', () => {
  expect(isArchive(Buffer.from('MZ'))).toBe(false);
});
