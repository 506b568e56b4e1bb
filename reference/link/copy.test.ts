import { fc } from '../testing/properties';
import { HOST_NAMES, type HostName } from './host-profile';
import { LinkError } from './link-error';
import { filled, Session } from './testing/session';

/** Something that a compiler tells its linker. */
type Act = (session: Session) => void;

const name = fc.constantFrom('a', 'b', 'c', 'd');
const size = fc.integer({ min: 0, max: 0x1800 });

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.tuple(name, size).map(([nav, bytes]): Act => (session) => {
    session.func(nav, filled(bytes));
  }),
  fc.tuple(name, size).map(([nav, bytes]): Act => (session) => {
    session.data(`data.${nav}`, 8, filled(bytes, 0x5a));
  }),
  fc.tuple(name, name).map(([from, to]): Act => (session) => {
    session.func(
      from,
      session.call((linker) => linker.navSymbol(to)),
    );
  }),
  fc
    .tuple(name, name, fc.constantFrom('kernel32', 'user32'))
    .map(([from, to, dll]): Act => (session) => {
      session.func(
        from,
        session.call((linker) => linker.globalSymbol(`Import.${to}`, dll)),
      );
    }),
  fc.tuple(name, name, fc.constantFrom(1, 16)).map(([from, to, alignment]): Act => (session) => {
    session.func(
      from,
      session.call((linker) => linker.lowerUav(to, alignment)),
    );
  }),
  fc
    .tuple(name, name, fc.constantFrom('code' as const, 'const_data' as const))
    .map(([from, to, kind]): Act => (session) => {
      session.func(
        from,
        session.call((linker) => linker.lazySymbol(kind, to)),
      );
    }),
  name.map((nav): Act => (session) => {
    session.func(nav, filled(16));
    session.linker.updateExports({ nav }, ['wWinMainCRTStartup', `exported.${nav}`]);
  }),
  fc.constant<Act>(({ linker }) => {
    linker.idle();
  }),
  fc.constant<Act>(({ linker }) => {
    linker.flush();
  }),
);

function session(host: HostName, copied: Session | null = null): Session {
  const made = new Session(host, {}, null, copied?.linker ?? null);
  for (const id of ['a', 'b', 'c', 'd']) {
    made.uavs.set(id, { alignment: 4, emit: filled(12, 0x33) });
    made.lazy.set(id, filled(20, 0x44));
  }
  return made;
}

describe('a copy of a linker', () => {
  it('makes the same image and dump of the same calls as the linker that was copied', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...HOST_NAMES),
        fc.array(act, { maxLength: 30 }),
        fc.array(act, { maxLength: 30 }),
        (host, first, then) => {
          const original = session(host);
          for (const each of first) each(original);
          const copy = session(host, original);
          expect(copy.dump()).toBe(original.dump());
          const emittedBefore = original.emitted.length;
          for (const each of then) each(copy);
          for (const each of then) each(original);
          expect(copy.dump()).toBe(original.dump());
          expect(copy.emitted).toEqual(original.emitted.slice(emittedBefore));
          expect(copy.linker.symbolMap()).toEqual(original.linker.symbolMap());
          const images = [copy, original].map(({ linker }) => linker.image.contents());
          expect(Buffer.compare(...(images as [Uint8Array, Uint8Array]))).toBe(0);
          copy.linker.verify();
        },
      ),
    );
  });

  it('changes nothing of the linker that was copied', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...HOST_NAMES),
        fc.array(act, { maxLength: 20 }),
        fc.array(act, { minLength: 1, maxLength: 20 }),
        (host, first, then) => {
          const original = session(host);
          for (const each of first) each(original);
          const before = original.dump();
          const image = Buffer.from(original.linker.image.contents());
          const copy = session(host, original);
          for (const each of then) each(copy);
          expect(original.dump()).toBe(before);
          expect(image.equals(original.linker.image.contents())).toBe(true);
        },
      ),
    );
  });

  it('is refused while a symbol is being written', () => {
    const original = session('linux-tmpfs');
    const copying = (): void => {
      original.func('a', () => session('linux-tmpfs', original));
    };
    const reason = 'the linker was copied while a symbol is being written';
    expect(copying).toThrow(new LinkError('misuse', reason));
  });
});
