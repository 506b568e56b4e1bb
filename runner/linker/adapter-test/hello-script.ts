/** `GetStdHandle(STD_OUTPUT_HANDLE)`, `WriteFile` and `ExitProcess(0)`, in x86-64. */
function printing(uav: string, length: number): readonly (string | object)[] {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(length);
  const call = (name: string): readonly (string | object)[] => [
    'e800000000',
    { reloc: { global: [name, 'kernel32'] }, type: 'REL32' },
  ];
  return [
    '4883ec38',
    'b9f5ffffff',
    ...call('GetStdHandle'),
    '4889c1',
    '488d1500000000',
    { reloc: { uav }, type: 'REL32' },
    `41b8${size.toString('hex')}`,
    '4c8d4c2430',
    '48c744242000000000',
    ...call('WriteFile'),
    '31c9',
    ...call('ExitProcess'),
  ];
}

/** Bytes of a content: relocations have none of their own. */
function sizeOf(content: readonly (string | object)[]): number {
  return content.reduce(
    (sum: number, one) => sum + (typeof one === 'string' ? one.length / 2 : 0),
    0,
  );
}

function update(name: string, uav: string, text: string): readonly object[] {
  const bytes = Buffer.from(text);
  return [
    {
      op: 'defineUav',
      id: uav,
      type: `*const [${bytes.length}:0]u8`,
      value: JSON.stringify(text),
      align: 1,
      content: [bytes.toString('hex'), '00'],
    },
    {
      op: 'updateFunc',
      nav: 'main.main',
      type: 'fn () void',
      content: printing(uav, bytes.length),
    },
    { op: 'updateExports', exported: { nav: 'main.main' }, names: ['wWinMainCRTStartup'] },
    { op: 'flush' },
    { op: 'snapshot', name },
  ];
}

/** Two small programs: one prints "hi", the next "goodbye". */
export const HELLO_SCRIPT = {
  header: JSON.stringify({ linkScript: 1, options: {} }),
  /** Lines of the first update, with its snapshot at the end. */
  first: update('initial version', 'hi', 'hi\n').map((op) => JSON.stringify(op)),
  /** Lines of the second one. */
  second: update('another text', 'goodbye', 'goodbye\n').map((op) => JSON.stringify(op)),
  /** A further snapshot. */
  snapshot: JSON.stringify({ op: 'snapshot', name: 'again' }),
  flush: JSON.stringify({ op: 'flush' }),
  /** What a symbol map of the first update must have, and the bytes of their contents. */
  symbols: [
    { symbol: { nav: 'main.main' }, size: sizeOf(printing('hi', 3)) },
    { symbol: { uav: 'hi' }, size: 4 },
  ],
  /** What that of the second one must have. */
  secondSymbols: [
    { symbol: { nav: 'main.main' }, size: sizeOf(printing('goodbye', 8)) },
    { symbol: { uav: 'goodbye' }, size: 9 },
  ],
} as const;
