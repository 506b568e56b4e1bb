import { Coff2 } from './coff2';
import { HOST_PROFILES } from './host-profile';
import { filled, Session } from './testing/session';

describe('misuse of the API is refused', () => {
  it.each<readonly [string, (session: Session) => void, string]>([
    [
      'a relocation outside of a call',
      ({ linker }) => {
        const si = linker.navSymbol('f');
        linker.addReloc(si, 0, si, 0, 'REL32');
      },
      'not being written',
    ],
    [
      'a relocation past the content',
      (s) => {
        s.func('f', (w) => {
          s.linker.addReloc(w.symbol, 0, w.symbol, 0, 'REL32');
        });
      },
      'REL32 relocation at offset 0 of nav f, whose content has 0 bytes',
    ],
    [
      'a relocation before the content',
      (s) => {
        s.func('f', (w) => {
          w.splat(0, 8);
          s.linker.addReloc(w.symbol, -1, w.symbol, 0, 'REL32');
        });
      },
      'at offset -1',
    ],
    [
      'a fraction of an offset',
      (s) => {
        s.func('f', (w) => {
          s.linker.addReloc(w.symbol, 0.5, w.symbol, 0, 'REL32');
        });
      },
      'at offset 0.5',
    ],
    [
      'an unknown type',
      (s) => {
        s.func('f', (w) => {
          s.linker.addReloc(w.symbol, 0, w.symbol, 0, 'DIR32');
        });
      },
      'IMAGE.REL.AMD64 has no type DIR32',
    ],
    [
      'an odd alignment',
      (s) => {
        s.data('d', 3, filled(1));
      },
      'alignment 3',
    ],
    [
      'a name with a NUL',
      ({ linker }) => {
        linker.globalSymbol('a\0b', null);
      },
      'NUL',
    ],
    [
      'an export of nothing',
      ({ linker }) => {
        linker.updateExports({ nav: 'f' }, ['f']);
      },
      'nav f is exported, but nothing of it is in the image',
    ],
    [
      'an image too large',
      (s) => {
        s.data('d', 1, (w) => {
          w.splat(0, 2 ** 40);
        });
      },
      'the image would have',
    ],
  ])('%s', (_what, misuse, reason) => {
    expect(() => {
      misuse(new Session());
    }).toThrow(reason);
  });

  it.each([
    [{ outputMode: 'Obj' }, 'cannot make an object'],
    [{ outputMode: 'Lib', linkMode: 'static' }, 'cannot make a static library'],
  ] as const)('linking %p', (options, reason) => {
    expect(() => new Coff2(options, HOST_PROFILES.windows, new Session())).toThrow(reason);
  });
});
