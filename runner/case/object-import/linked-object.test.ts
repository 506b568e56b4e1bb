import { mostlySlowTest } from '../../../reference/testing/slow-test';
import { HOST_NAMES } from '../../../reference';
import { fixture, optionsFor } from './testing/fixtures';
import { LinkedObject } from './testing/linked-object';

const KERNEL32 = ['ExitProcess', 'GetStdHandle', 'WriteFile'];

describe('an imported object that is linked', () => {
  mostlySlowTest.each([
    ['clang-O0', 'wWinMainCRTStartup', KERNEL32, 39],
    ['clang-O2', 'wWinMainCRTStartup', KERNEL32, 30],
    ['gcc-O0', 'wWinMainCRTStartup', KERNEL32, 42],
    ['gcc-O2', 'wWinMainCRTStartup', KERNEL32, 35],
    ['nasm', 'wWinMainCRTStartup', KERNEL32, 15],
    ['zig', 'wWinMainCRTStartup', KERNEL32, 8],
    ['weak-clang', 'wWinMainCRTStartup', ['ExitProcess'], 3],
    ['weak-gcc', 'wWinMainCRTStartup', ['ExitProcess'], 3],
    ['constants', 'start', [], 12],
    ['clang-i386', '_start', [], 8],
  ])('refers to the same as before: %s', (name, root, imports, atLeast) => {
    for (const host of HOST_NAMES) {
      const object = new LinkedObject(fixture(name), optionsFor(name), host);
      const followed = object.follow(root);
      expect(followed.imports).toEqual(imports);
      expect(followed.references).toBeGreaterThanOrEqual(atLeast);
    }
  });
});
