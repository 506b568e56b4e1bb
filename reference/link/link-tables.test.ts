import type { NodeIndex } from './indices';
import type { LinkTables } from './link-tables';
import { filled, Session } from './testing/session';

/** The node dump without contents, written anew from what the tables say. */
function dumped(tables: LinkTables, ni: NodeIndex, depth: number): string {
  const argument = tables.nodeArgument(ni);
  const fields = [
    `index=${ni}`,
    `offset=0x${tables.nodeOffset(ni).toString(16)}`,
    `size=0x${tables.nodeSize(ni).toString(16)}`,
    `align=0x${tables.nodeAlignment(ni).toString(16)}`,
    ...tables.nodeFlags(ni),
  ];
  const name = `${tables.nodeTag(ni)}${argument === null ? '' : `(${argument})`}`;
  let text = `${' '.repeat(depth)}${name} ${fields.join(' ')}\n`;
  for (let at = tables.firstChild(ni); at !== null; at = tables.nextSibling(at)) {
    text += dumped(tables, at, depth + 1);
  }
  return text;
}

function dump({ linker }: Session): string {
  let text = '';
  linker.dump((piece) => (text += Buffer.from(piece).toString('utf8')), false);
  return text;
}

describe('the tables of a linker', () => {
  it('tell of the nodes what the node dump tells, of every kind, waiting and at rest', () => {
    const session = new Session();
    const { linker } = session;
    session.uavs.set('u', { alignment: 4, emit: filled(12) });
    session.lazy.set('E', filled(20));
    session.func('main.g', filled(8));
    session.func(
      'main.f',
      session.call(() => linker.globalSymbol('ExitProcess', 'kernel32')),
    );
    session.data(
      'main.d',
      8,
      session.call(() => linker.lowerUav('u', 4)),
    );
    for (const kind of ['code', 'const_data'] as const) {
      session.func(
        `main.${kind}`,
        session.call(() => linker.lazySymbol(kind, 'E')),
      );
    }
    const texts: string[] = [];
    do {
      texts.push(dump(session));
      expect(dumped(linker.tables, linker.tables.root, 0)).toBe(texts.at(-1));
    } while (linker.idle());
    linker.updateExports({ nav: 'main.g' }, ['exported']);
    session.func('main.g', filled(0x2000));
    texts.push(dump(session));
    expect(dumped(linker.tables, linker.tables.root, 0)).toBe(texts.at(-1));
    const { nodeCount } = linker.tables;
    expect(texts.at(-1)?.trimEnd().split('\n')).toHaveLength(nodeCount);
    const tags = [...texts.join('').matchAll(/^ *([a-z_]+)/gm)].map(([, tag]) => tag);
    expect(new Set(tags).size).toBeGreaterThanOrEqual(16);
  });
});
