import type { LinkDecision } from './link-decision';
import type { LinkObserver } from './link-observer';
import { filled, Session } from './testing/session';

/** Notes what it hears, one line each, and where bytes were written. */
class Notes implements LinkObserver {
  readonly lines: string[] = [];
  readonly decisions: LinkDecision[] = [];
  readonly written_: [start: number, end: number][] = [];

  task: LinkObserver['task'] = (task) => {
    if (task.kind === 'node') {
      this.lines.push(`task node ${task.node}${task.moved ? ' moved' : ''}`);
    } else if (task.kind === 'uav') this.lines.push(`task uav ${task.uav}`);
    else if (task.kind === 'global') this.lines.push(`task global ${task.name}`);
    else this.lines.push(`task ${task.kind} ${task.type}`);
  };
  taskDone: LinkObserver['taskDone'] = () => {
    this.lines.push('done');
  };
  contentStarted: LinkObserver['contentStarted'] = (symbol) => {
    this.lines.push(`content of ${symbol}`);
  };
  relocationPutOff: LinkObserver['relocationPutOff'] = (location, offset, target, waitsFor) => {
    this.lines.push(`relocation in ${location} at ${offset} to ${target} waits for ${waitsFor}`);
  };
  decided: LinkObserver['decided'] = (decision) => {
    this.decisions.push(decision);
  };
  nodePlaced: LinkObserver['nodePlaced'] = (node, offset, size) => {
    this.lines.push(`node ${node} at ${offset}, ${size} bytes`);
  };
  nodeMoved: LinkObserver['nodeMoved'] = (node) => {
    this.lines.push(`node ${node} moved`);
  };
  relocationApplied: LinkObserver['relocationApplied'] = (location, offset, target) => {
    this.lines.push(`relocation in ${location} at ${offset} to ${target}`);
  };
  written: LinkObserver['written'] = (at, size) => {
    this.written_.push([at, at + size]);
  };
  bytesMoved: LinkObserver['bytesMoved'] = (from, to, size) => {
    this.lines.push(`${size} bytes from ${from} to ${to}`);
  };

  /** Whether a byte of the image was told to be written. */
  hasWritten(at: number): boolean {
    return this.written_.some(([start, end]) => start <= at && at < end);
  }
}

/** A program of a constant, an import, a lazy symbol, and a function that calls another. */
function link(observer: LinkObserver | null): Session {
  const session = new Session('linux-ext4', {}, observer);
  const { linker } = session;
  session.uavs.set('u', { alignment: 8, emit: filled(8) });
  session.lazy.set('E', filled(3));
  session.func('callee', filled(8));
  session.func('caller', (writer) => {
    writer.write(new Uint8Array(16));
    const targets = [
      linker.navSymbol('callee'),
      linker.lowerUav('u', 8),
      linker.lazySymbol('code', 'E'),
      linker.globalSymbol('f', 'k'),
    ];
    targets.forEach((target, index) => {
      linker.addReloc(writer.symbol, index * 4, target, 0, 'REL32');
    });
  });
  linker.flush();
  return session;
}

describe('an observer', () => {
  it('changes nothing', () => {
    const [watched, alone] = [link(new Notes()), link(null)];
    expect(watched.linker.image.contents()).toEqual(alone.linker.image.contents());
  });

  it('hears of the tasks, in their order: constants, imports, lazy symbols, then nodes', () => {
    const notes = new Notes();
    link(notes);
    const tasks = notes.lines.filter((line) => line.startsWith('task'));
    expect(tasks.slice(0, 3)).toEqual(['task uav u', 'task global f', 'task lazy_code E']);
    expect(tasks.slice(3)).toContainEqual(expect.stringMatching(/^task node \d+ moved$/));
  });

  it('hears of each relocation that is applied, from either end', () => {
    const notes = new Notes();
    const session = link(notes);
    const caller = session.linker.navSymbol('caller');
    const callee = session.linker.navSymbol('callee');
    const line = `relocation in ${caller} at 0 to ${callee}`;
    expect(notes.lines).toContain(line);
    notes.lines.length = 0;
    session.func('callee', filled(500));
    session.linker.flush();
    expect(notes.lines.filter((told) => told === line)).toHaveLength(1);
  });

  it('hears that each task is done, before the next is taken up', () => {
    const notes = new Notes();
    link(notes);
    const tasks = notes.lines.filter((line) => line === 'done' || line.startsWith('task'));
    expect(tasks.length).toBeGreaterThan(6);
    expect(tasks.filter((_, index) => index % 2 === 1).every((line) => line === 'done')).toBe(true);
    expect(tasks.filter((line) => line === 'done')).toHaveLength(tasks.length / 2);
  });

  it('hears which end a relocation waits for', () => {
    const notes = new Notes();
    const { linker } = link(notes);
    const caller = linker.navSymbol('caller');
    const constant = linker.uavSymbol('u');
    // The caller moved first; the constant is not placed yet either, but the caller is asked first.
    const told = notes.lines.filter((line) => line.startsWith(`relocation in ${caller} at 4 `));
    expect(told[0]).toBe(`relocation in ${caller} at 4 to ${constant} waits for ${caller}`);
    expect(told.at(-1)).toBe(`relocation in ${caller} at 4 to ${constant}`);
  });

  it('hears why a node gets another place', () => {
    const notes = new Notes();
    const session = link(notes);
    notes.decisions.length = 0;
    session.func('callee', filled(100));
    const { tables } = session.linker;
    const node = tables.nodeOf(session.linker.navSymbol('callee'));
    expect(notes.decisions).toContainEqual(
      expect.objectContaining({ kind: 'outgrown', node, remedy: 'floats' }),
    );
    expect(notes.decisions).toContainEqual(
      expect.objectContaining({ kind: 'content_written', size: 100, before: 8 }),
    );
  });

  it('hears where a node moves, and its bytes with it', () => {
    const notes = new Notes();
    const session = link(notes);
    notes.lines.length = 0;
    session.func('callee', filled(500));
    session.linker.flush();
    const { offset, size } = session.node('callee');
    expect(notes.lines).toContainEqual(
      expect.stringMatching(new RegExp(`^node \\d+ at ${offset}, ${size} bytes$`)),
    );
    expect(notes.lines).toContainEqual(expect.stringMatching(/^\d+ bytes from \d+ to \d+$/));
    expect(notes.lines).toContainEqual(expect.stringMatching(/^node \d+ moved$/));
  });

  it.each([
    ['content', 8],
    ['growth', 500],
    ['growth of sections', 100_000],
  ])('hears of every byte that %s changes', (_what, size) => {
    const notes = new Notes();
    const session = link(notes);
    const before = Buffer.from(session.linker.image.contents());
    notes.written_.length = 0;
    session.func('callee', filled(size, 0x77));
    session.linker.flush();
    const after = session.linker.image.contents();
    const untold = [...after.keys()].filter(
      (at) => after[at] !== (before[at] ?? 0) && !notes.hasWritten(at),
    );
    expect(untold).toEqual([]);
  });
});
