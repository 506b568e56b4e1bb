import * as fs from 'node:fs';
import * as path from 'node:path';
import { HOST_PROFILES } from './host-profile';
import { NodeIndex, type FileOffset } from './indices';
import { MappedFile } from './mapped-file';
import { NodeFlag } from './node-table';
import { QUIRKS } from './quirks';
import { filled, Session } from './testing/session';

/** Bytes of the first entry of the import directory table: lookup, address table and name RVA. */
function firstImport(session: Session): { lookup: number; address: number } {
  const entry = session.bytes('import_directory_table');
  return { lookup: entry.readUInt32LE(0), address: entry.readUInt32LE(16) };
}

describe('quirks of upstream, which would be lost if they were "fixed"', () => {
  it('push-aside-content', () => {
    const push = (growingHasContent: boolean): number => {
      const mf = new MappedFile(HOST_PROFILES['linux-tmpfs']);
      const grower = mf.addLastChild(NodeIndex.ROOT, { size: 8, fixed: true });
      const neighbour = mf.addLastChild(NodeIndex.ROOT, { size: 8 });
      mf.image.fill(mf.slice(neighbour), 0x42, 8);
      if (growingHasContent) mf.slice(grower);
      mf.resize(grower, 16);
      return mf.sliceConst(neighbour)[0] ?? NaN;
    };
    expect(push(true)).toBe(0x42);
    expect(push(false)).toBe(0);
  });

  it('sections-never-moved', () => {
    const mf = new MappedFile(HOST_PROFILES['linux-tmpfs']);
    const section = mf.addLastChild(NodeIndex.ROOT, { moved: true, bubblesMoved: false });
    const child = mf.addLastChild(section, {});
    expect(mf.nodes.flags(section) & NodeFlag.MOVED).toBe(NodeFlag.MOVED);
    expect(mf.hasMoved(child)).toBe(false);
    mf.moved(section);
    expect([mf.updates.pop(), mf.updates.pop()]).toEqual([section, section]);
  });

  it('insert-ignores-sibling-alignment', () => {
    const session = new Session('linux-ext4');
    session.data('grows', 0x1000, filled(100));
    session.data('strict', 0x4000, filled(100));
    session.data('grows', 0x1000, filled(25_000));
    expect(session.node('strict').align).toBe(0x4000);
    expect(session.node('strict').offset % 0x4000).not.toBe(0);
    expect(session.node('strict').offset % 0x1000).toBe(0);
  });

  it('unlinked-while-added', () => {
    const mf = new MappedFile(HOST_PROFILES['linux-ext4']);
    mf.addLastChild(NodeIndex.ROOT, { size: 100 });
    mf.addLastChild(NodeIndex.ROOT, { size: 0x1000, alignment: 0x1000 });
    // The new node wants 0x2000 bytes, half of them reserve, after byte 100, where the last linked
    // child ends; after its own start at 0x1000 they would end at 0x3000.
    const needed = 100 + 0x2000;
    expect(mf.nodes.size(NodeIndex.ROOT)).toBe(needed + needed / 2);
  });

  it('taking-is-content', () => {
    const session = new Session();
    session.data('empty', 1, () => undefined);
    expect(session.node('empty')).toMatchObject({ size: 0, flags: ['moved', 'has_content'] });
  });

  it('stale-tail', () => {
    const session = new Session();
    session.func('f', filled(40, 0xaa));
    session.func('f', filled(8, 0xbb));
    expect(session.bytes('f)').subarray(0, 40)).toEqual(
      Buffer.concat([Buffer.alloc(8, 0xbb), Buffer.alloc(32, 0xaa)]),
    );
  });

  it('placed-once', () => {
    const session = new Session();
    session.data('nav', 1, filled(3));
    session.data('nav', 64, filled(3));
    expect(session.node('nav(').align).toBe(1);
    session.func('nav', filled(3), 64);
    const labels = session.nodes().map(({ label }) => label);
    const nav = labels.indexOf('nav(fn () void, nav)');
    expect(session.node('nav(').align).toBe(1);
    expect(labels.slice(0, nav).findLast((label) => label.startsWith('section'))).toBe(
      'section(.data)',
    );
  });

  it('exports-do-not-follow', () => {
    const session = new Session();
    session.func('target', filled(8));
    session.func(
      'caller',
      session.call((linker) => linker.globalSymbol('wWinMainCRTStartup', null)),
    );
    session.linker.updateExports({ nav: 'target' }, ['wWinMainCRTStartup']);
    session.linker.flush();
    const before = session.bytes('caller').readInt32LE(1);
    const entry = session.bytes('optional_header').readUInt32LE(16);
    const place = session.node('target').offset;
    session.func('target', filled(100));
    session.linker.flush();
    const moved = session.node('target').offset - place;
    expect(moved).toBeGreaterThan(0);
    expect(session.bytes('caller').readInt32LE(1)).toBe(before);
    expect(session.bytes('optional_header').readUInt32LE(16)).toBe(entry + moved);
  });

  it('delete-export-does-nothing', () => {
    const session = new Session();
    session.func('f', filled(8));
    session.linker.updateExports({ nav: 'f' }, ['wWinMainCRTStartup']);
    session.linker.flush();
    const before = Buffer.from(session.linker.image.contents());
    session.linker.deleteExport({ nav: 'f' }, 'wWinMainCRTStartup');
    session.linker.flush();
    expect(Buffer.from(session.linker.image.contents())).toEqual(before);
    expect(session.bytes('optional_header').readUInt32LE(16)).not.toBe(0);
  });

  it('error-data-stays-pending', () => {
    const session = new Session();
    session.lazy.set('anyerror', filled(4));
    session.linker.lazySymbol('const_data', 'anyerror');
    session.linker.updateErrorData();
    expect(session.emitted).toEqual(['anyerror']);
    session.linker.flush();
    expect(session.emitted).toEqual(['anyerror', 'anyerror']);
    session.linker.flush();
    expect(session.emitted).toHaveLength(2);
  });

  it('idle-ignores-globals', () => {
    const session = new Session();
    session.linker.flush();
    session.linker.globalSymbol('an_extern', null);
    session.linker.globalSymbol('ExitProcess', 'kernel32');
    session.linker.flush();
    expect(session.dump()).not.toContain('ExitProcess');
    session.linker.flush();
    expect(session.dump()).toContain('global(kernel32.dll, ExitProcess)');
  });

  it('uav-not-realigned', () => {
    const session = new Session();
    session.uavs.set('constant', { alignment: 1, emit: filled(4) });
    session.linker.lowerUav('constant', 1);
    session.linker.flush();
    const place = session.node('constant').offset;
    for (const emissions of [2, 3]) {
      session.linker.lowerUav('constant', 16);
      session.linker.flush();
      expect(session.emitted).toHaveLength(emissions);
      expect(session.node('constant')).toMatchObject({ align: 1, offset: place });
    }
  });

  it('import-thunk-raises-no-move', () => {
    const session = new Session();
    session.func('f', filled(5));
    session.linker.flush();
    session.func(
      'f',
      session.call((linker) => linker.globalSymbol('ExitProcess', 'kernel32')),
    );
    session.linker.flush();
    expect(session.node('ExitProcess').flags).toEqual(['has_content']);
    expect(session.bytes('f)').readInt32LE(1)).toBe(0);
    // A function that is new with its import moves, so its call is patched.
    session.func(
      'g',
      session.call((linker) => linker.globalSymbol('ExitThread', 'kernel32')),
    );
    session.linker.flush();
    expect(session.bytes('g)').readInt32LE(1)).not.toBe(0);
  });

  it('address-table-move-rewrites-lookup-rva', () => {
    const session = new Session();
    session.linker.globalSymbol('ExitProcess', 'kernel32');
    session.linker.flush();
    const before = firstImport(session);
    expect(before.lookup).not.toBe(before.address);
    // .data outgrows its memory: .idata slides, and of its nodes the lookup table is told first.
    session.data('big', 1, filled(0x10000));
    session.linker.flush();
    const after = firstImport(session);
    expect(after.address).toBeGreaterThan(before.address);
    expect(after.lookup).toBe(after.address);
  });

  it('dll-names-read-from-image', () => {
    const session = new Session();
    session.linker.globalSymbol('ExitProcess', 'kernel32');
    session.linker.flush();
    const { fileOffset } = session.node('import_hint_name_table');
    session.linker.image.fill((fileOffset ?? NaN) as FileOffset, 0x58, 1);
    session.linker.globalSymbol('ExitThread', 'kernel32');
    session.linker.flush();
    expect(
      session.nodes().filter(({ label }) => label.startsWith('import_hint_name_table')),
    ).toMatchObject([
      { label: 'import_hint_name_table(Xernel32.dll)' },
      { label: 'import_hint_name_table(kernel32.dll)' },
    ]);
  });

  it('field-bounded-by-node', () => {
    const link = (alignment: number): Session => {
      const session = new Session();
      session.data('at_rest', 1, filled(4));
      session.linker.flush();
      session.data('pointer', alignment, (writer) => {
        const target = session.linker.navSymbol('at_rest');
        session.linker.addReloc(writer.symbol, 0, target, 0, 'ADDR64');
        writer.rebase(4);
        writer.write(new Uint8Array(4));
      });
      session.linker.flush();
      return session;
    };
    // Four bytes of content in a node of sixteen.
    expect(link(16).bytes('pointer').readBigUInt64LE(0)).toBe(0x1_4000_1000n);
    // Four bytes of content in a node of six.
    expect(() => link(1)).toThrow(
      'ADDR64 relocation at nav pointer+0x0 to nav at_rest: ' +
        'the field passes the end of its node, which has 6 bytes',
    );
  });
});

describe('the list of quirks', () => {
  it('has a test for each', () => {
    const text = fs.readFileSync(__filename, 'utf8');
    const tested = [...text.matchAll(/^ {2}it\('([a-z-]+)', /gm)].map((match) => match[1]);
    expect(tested.sort()).toEqual(QUIRKS.map(({ name }) => name).sort());
  });

  it('names the one place in the code where each lives', () => {
    const places = fs
      .readdirSync(__dirname)
      .filter((file) => file.endsWith('.ts') && !file.includes('.test.'))
      .flatMap((file) => {
        const text = fs.readFileSync(path.join(__dirname, file), 'utf8');
        return [...text.matchAll(/Quirk ([a-z-]+):/g)].map((match) => `${match[1]} ${file}`);
      });
    expect(places.sort()).toEqual(QUIRKS.map(({ name, file }) => `${name} ${file}`).sort());
  });
});
