import { fc, runs } from '../testing/properties';
import type { HostName } from './host-profile';
import { LinkError } from './link-error';
import type { LinkObserver } from './link-observer';
import { Relocator } from './relocator';
import { filled, Session } from './testing/session';

/** What the navs `f0` and `f1` are exported as; the first is the entry point. */
const EXPORTS = ['wWinMainCRTStartup', 'export1'] as const;

/** Far more than as many events as are flushed at once. */
const FUNCTIONS = 700;

/** Hears everything and does nothing. With an observer, each event is a task of its own. */
const silent: LinkObserver = {
  task: () => undefined,
  taskDone: () => undefined,
  contentStarted: () => undefined,
  nodePlaced: () => undefined,
  nodeMoved: () => undefined,
  relocationApplied: () => undefined,
  relocationPutOff: () => undefined,
  decided: () => undefined,
  written: () => undefined,
  bytesMoved: () => undefined,
};

type Reference =
  | { readonly kind: 'function' | 'data' | 'constant'; readonly index: number }
  | { readonly kind: 'import' | 'export'; readonly index: number };

/** A function or a data nav that is written: its size, and what it refers to. */
interface Update {
  readonly kind: 'function' | 'data';
  readonly index: number;
  readonly size: number;
  readonly references: readonly Reference[];
  readonly isFlushed: boolean;
}

const reference: fc.Arbitrary<Reference> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('function' as const), index: fc.nat(FUNCTIONS - 1) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('data' as const), index: fc.nat(20) }) },
  fc.record({ kind: fc.constantFrom('constant' as const, 'import' as const), index: fc.nat(5) }),
  fc.record({ kind: fc.constant('export' as const), index: fc.nat(2) }),
);

const update: fc.Arbitrary<Update> = fc.record({
  kind: fc.constantFrom('function' as const, 'function' as const, 'data' as const),
  index: fc.nat(20),
  // The largest outgrow a section, and others slide.
  size: fc.oneof(fc.nat(100), fc.nat(0x4000)),
  references: fc.array(reference, { maxLength: 4 }),
  isFlushed: fc.boolean(),
});

/** What every function refers to at first: `FUNCTIONS` lists. */
const program = fc.array(fc.array(reference, { maxLength: 4 }), {
  minLength: FUNCTIONS,
  maxLength: FUNCTIONS,
  size: 'max',
});

function refer(
  session: Session,
  { kind, index }: Reference,
): ReturnType<Session['linker']['navSymbol']> {
  const { linker } = session;
  switch (kind) {
    case 'function':
      return linker.navSymbol(`f${index}`);
    case 'data':
      return linker.navSymbol(`d${index}`);
    case 'constant':
      session.uavs.set(`u${index}`, { alignment: 8, emit: filled(24) });
      return linker.lowerUav(`u${index}`, 8);
    case 'import':
      return linker.globalSymbol(`Import${index}`, 'kernel32');
    case 'export':
      return linker.globalSymbol(EXPORTS[index] ?? 'export2', null);
  }
}

function write(
  session: Session,
  { kind, index, size, references }: Omit<Update, 'isFlushed'>,
): void {
  const { linker } = session;
  const emit = (writer: Parameters<ReturnType<typeof filled>>[0]): void => {
    for (const one of references) {
      writer.write(new Uint8Array(8));
      linker.addReloc(writer.symbol, writer.end - 8, refer(session, one), 0, 'ADDR64');
      writer.write(new Uint8Array(4));
      linker.addReloc(writer.symbol, writer.end - 4, refer(session, one), 0, 'REL32');
    }
    writer.splat(0x90, size);
  };
  if (kind === 'function') session.func(`f${index}`, emit);
  else session.data(`d${index}`, 8, emit);
}

function link(
  host: HostName,
  observer: LinkObserver | null,
  functions: readonly (readonly Reference[])[],
  updates: readonly Update[],
): Session {
  const session = new Session(host, {}, observer);
  functions.forEach((references, index) => {
    write(session, { kind: 'function', index, size: 20, references });
  });
  session.linker.flush();
  EXPORTS.forEach((name, index) => {
    session.linker.updateExports({ nav: `f${index}` }, [name]);
  });
  for (const one of updates) {
    write(session, one);
    if (one.isFlushed) session.linker.flush();
  }
  session.linker.flush();
  // A field that no event patches: Quirk import-thunk-raises-no-move. A pass over all relocations must leave it.
  write(session, { kind: 'data', index: 21, size: 100, references: [] });
  session.linker.flush();
  const references = [{ kind: 'import', index: 99 }] as const;
  write(session, { kind: 'data', index: 21, size: 20, references });
  session.linker.flush();
  for (let index = 0; index < FUNCTIONS; index += 1) {
    write(session, { kind: 'function', index: FUNCTIONS + index, size: 8, references: [] });
  }
  session.linker.flush();
  return session;
}

describe('many symbols that moved', () => {
  it('make the same image when they are flushed at once as when they are flushed one by one', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<HostName>('linux-ext4', 'linux-tmpfs', 'windows'),
        program,
        fc.array(update, { maxLength: 12 }),
        (host, functions, updates) => {
          const atOnce = link(host, null, functions, updates);
          const oneByOne = link(host, silent, functions, updates);
          const bytes = Buffer.from(atOnce.linker.image.contents());
          expect(bytes.equals(oneByOne.linker.image.contents())).toBe(true);
          expect(atOnce.dump()).toBe(oneByOne.dump());
          atOnce.linker.verify();
        },
      ),
      { numRuns: runs(12) },
    );
  });

  it('leave what refers to an export alone, if the event of its node comes later', () => {
    // Quirk exports-do-not-follow: a function refers to the first one as an export.
    const functions = Array.from({ length: FUNCTIONS }, (): readonly Reference[] => []);
    functions[FUNCTIONS / 2] = [{ kind: 'export', index: 0 }];
    const self = { kind: 'function', index: 0 } as const;
    const constant = { kind: 'constant', index: 0 } as const;
    const updates: readonly Update[] = [
      {
        ...{ kind: 'function', index: 0, size: 1, isFlushed: false },
        references: [self, { kind: 'export', index: 0 }, constant, constant],
      },
      {
        ...{ kind: 'data', index: 0, size: 2423, isFlushed: false },
        references: [{ kind: 'data', index: 0 }, self],
      },
      { kind: 'data', index: 1, size: 80, references: [self, self, self], isFlushed: false },
    ];
    const atOnce = link('linux-ext4', null, functions, updates);
    const oneByOne = link('linux-ext4', silent, functions, updates);
    expect(atOnce.dump()).toBe(oneByOne.dump());
  });

  it('leave what has another size alone, if it did not move', () => {
    // Quirk import-thunk-raises-no-move: no event patches its field for the new import.
    const dumped = (observer: LinkObserver | null): string => {
      const session = new Session('linux-tmpfs', {}, observer);
      write(session, { kind: 'data', index: 0, size: 20, references: [] });
      session.linker.flush();
      for (let index = 0; index < FUNCTIONS; index += 1) {
        write(session, { kind: 'function', index, size: 20, references: [] });
      }
      // Its event is the last one, so it is flushed together with those of the functions.
      const references = [{ kind: 'import', index: 0 }] as const;
      write(session, { kind: 'data', index: 0, size: 100, references });
      session.linker.flush();
      return session.dump();
    };
    expect(dumped(null)).toBe(dumped(silent));
  });

  it.each([
    ['in the order of their offsets', [0, 1]],
    ['one byte alone', [0, 3]],
    ['in another order', [4, 8, 3]],
  ])('write fields that share bytes in the order of their events, %s', (_name, offsets) => {
    const dumped = (observer: LinkObserver | null): string => {
      const session = new Session('linux-tmpfs', {}, observer);
      write(session, { kind: 'data', index: 0, size: 20, references: [] });
      for (let index = 0; index < FUNCTIONS; index += 1) {
        session.func(`f${index}`, (writer) => {
          writer.write(new Uint8Array(12));
          const target = session.linker.navSymbol(`f${index % 9}`);
          for (const offset of offsets) {
            session.linker.addReloc(writer.symbol, offset, target, offset, 'REL32');
          }
        });
      }
      session.linker.flush();
      write(session, { kind: 'data', index: 0, size: 0x4000, references: [] });
      session.linker.flush();
      return session.dump();
    };
    expect(dumped(null)).toBe(dumped(silent));
  });

  it('are not tried at once again for each of those that are flushed one by one', () => {
    const passes = jest.spyOn(Relocator.prototype, 'applyRelocsOfMoved');
    const session = new Session('linux-tmpfs');
    for (let index = 0; index < FUNCTIONS; index += 1) {
      session.func(`f${index}`, (writer) => {
        writer.write(new Uint8Array(12));
        const target = session.linker.navSymbol('f0');
        // In one of them, two fields share bytes.
        for (const offset of index === 0 ? [0, 3] : [0]) {
          session.linker.addReloc(writer.symbol, offset, target, 0, 'REL32');
        }
      });
    }
    session.linker.flush();
    const refused = passes.mock.results.filter(({ value }) => value === false).length;
    passes.mockRestore();
    expect(refused).toBe(1);
  });

  it('write fields that share bytes in a symbol that did not move in the order of their events', () => {
    const dumped = (observer: LinkObserver | null): string => {
      const session = new Session('linux-tmpfs', {}, observer);
      for (let index = 0; index < FUNCTIONS; index += 1) {
        write(session, { kind: 'function', index, size: 20, references: [] });
      }
      session.data('d0', 8, (writer) => {
        writer.write(new Uint8Array(16));
        for (const [index, offset] of [4, 8, 3].entries()) {
          // Their events come in the other order.
          const target = session.linker.navSymbol(`f${2 - index}`);
          session.linker.addReloc(writer.symbol, offset, target, 0, 'ADDR32NB');
        }
      });
      session.linker.flush();
      // All functions slide, and the data stays.
      write(session, { kind: 'data', index: 1, size: 0x4000, references: [] });
      session.linker.flush();
      return session.dump();
    };
    expect(dumped(null)).toBe(dumped(silent));
  });

  it('are told one by one to whoever observes them', () => {
    let told = 0;
    const observer: LinkObserver = {
      ...silent,
      task: (task) => {
        if (task.kind === 'node' && task.moved) told += 1;
      },
    };
    const session = new Session('linux-tmpfs', {}, observer);
    for (let index = 0; index < FUNCTIONS; index += 1) {
      write(session, { kind: 'function', index, size: 20, references: [] });
    }
    session.linker.flush();
    expect(told).toBeGreaterThanOrEqual(FUNCTIONS);
  });

  it('make the same image by flush as by idle, one task at a time', () => {
    const written = (): Session => {
      const session = new Session('windows');
      for (let index = 0; index < FUNCTIONS; index += 1) {
        const references = [{ kind: 'function', index: FUNCTIONS - 1 - index }] as const;
        write(session, { kind: 'function', index, size: 20, references });
      }
      return session;
    };
    const flushed = written();
    flushed.linker.flush();
    const idle = written();
    let tasks = 1;
    while (idle.linker.idle()) tasks += 1;
    expect(tasks).toBeGreaterThan(FUNCTIONS);
    expect(idle.dump()).toBe(flushed.dump());
  });

  it('are refused for the same relocation, however they are flushed', () => {
    const refusal = (observer: LinkObserver | null): string => {
      const session = new Session('linux-tmpfs', {}, observer);
      for (let index = 0; index < FUNCTIONS; index += 1) {
        session.func(`f${index}`, (writer) => {
          writer.write(new Uint8Array(8));
          // The first that is met at the end of a list is not the first in the table.
          const target = session.linker.navSymbol(`f${(index * 7) % FUNCTIONS}`);
          const addend = index % 100 === 50 ? 0x8000_0000 : 0;
          session.linker.addReloc(writer.symbol, 0, target, addend, 'REL32');
          session.linker.addReloc(writer.symbol, 4, target, addend, 'REL32');
        });
      }
      try {
        session.linker.flush();
      } catch (error) {
        if (error instanceof LinkError) return error.message;
        throw error;
      }
      return 'nothing was refused';
    };
    expect(refusal(null)).toContain('does not fit');
    expect(refusal(null)).toBe(refusal(silent));
  });
});
