import * as fs from 'node:fs';
import * as path from 'node:path';
import { TemporaryFolder } from '../testing/temporary-folder';
import { ConfigError, configuredCases, readConfig } from './config';

const folder = TemporaryFolder.forEachTest();

const write = (json: unknown): string =>
  folder.write('coff2.config.json', typeof json === 'string' ? json : JSON.stringify(json));

function problem(json: unknown): string {
  const file = write(json);
  try {
    readConfig(file);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.replaceAll(file, 'FILE');
    throw error;
  }
  return 'nothing';
}

describe('a configuration', () => {
  it('names no linker where it is not there', () => {
    expect(readConfig(folder.path('coff2.config.json'))).toEqual(new Map());
  });

  it('places programs and expectations beside itself, and leaves the rest to PATH', () => {
    const file = write({
      linkers: {
        mine: {
          command: ['./adapter', './script'],
          hosts: ['windows'],
          timeout: 5,
          env: { MODE: 'fast' },
        },
        other: { command: ['python3', 'adapter.py', 'none.py'], expectations: 'known.json' },
      },
    });
    const at = path.dirname(file);
    fs.writeFileSync(path.join(at, 'adapter.py'), '');
    expect(readConfig(file)).toEqual(
      new Map([
        [
          'mine',
          {
            command: [path.join(at, 'adapter'), './script'],
            hosts: ['windows'],
            timeout: 5,
            env: { MODE: 'fast' },
            expectations: path.join(at, 'expectations', 'mine.json'),
          },
        ],
        [
          'other',
          {
            command: ['python3', path.join(at, 'adapter.py'), 'none.py'],
            expectations: path.join(at, 'known.json'),
          },
        ],
      ]),
    );
  });

  it('may name a folder of cases, beside linkers or alone, relative to itself', () => {
    const file = write({ cases: 'tests/link' });
    expect(configuredCases(file)).toBe(folder.path('tests', 'link'));
    expect(readConfig(file)).toEqual(new Map());
    expect(configuredCases(write({ linkers: {} }))).toBeNull();
    expect(configuredCases(folder.path('none.json'))).toBeNull();
    expect(() => configuredCases(folder.path('none.json'), true)).toThrow(ConfigError);
  });

  it.each([
    ['no JSON', '{', /^FILE: expected JSON: /],
    ['no linkers', {}, /^FILE: linkers: /],
    ['no program', { linkers: { mine: { command: [] } } }, /^FILE: linkers\.mine\.command: /],
    [
      'no time at all',
      { linkers: { mine: { command: ['x'], timeout: 0 } } },
      /^FILE: linkers\.mine\.timeout: /,
    ],
    [
      'a host that there is not',
      { linkers: { mine: { command: ['x'], hosts: ['macos'] } } },
      /^FILE: linkers\.mine\.hosts\.0: /,
    ],
    [
      'a variable without a name',
      { linkers: { mine: { command: ['x'], env: { 'A=B': 'C' } } } },
      /^FILE: linkers\.mine\.env\.A=B: expected a name without "="$/,
    ],
    [
      'a linker whose name leads to another folder',
      { linkers: { '../mine': { command: ['x'] } } },
      /^FILE: linkers\.\.\.\/mine: expected a name without slashes and control characters, and/,
    ],
    ['a linker called ..', { linkers: { '..': { command: ['x'] } } }, /expected a name without/],
    [
      'a field that there is not',
      { linkers: { mine: { command: ['x'], levels: [] } } },
      /^FILE: linkers\.mine: .*levels/,
    ],
    [
      'a misspelled field',
      { linkers: { mine: { comand: ['x'] } } },
      /Unrecognized key: "comand" \(did you mean command\?\)/,
    ],
    ['a misspelled key', { linker: {} }, /Unrecognized key: "linker" \(did you mean linkers\?\)/],
  ])('is refused with file and field: %s', (_title, json, message) => {
    expect(problem(json)).toMatch(message);
  });
});
