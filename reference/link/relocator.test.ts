import { slowTest } from '../testing/slow-test';
import { filled, Session } from './testing/session';

/** Links a function that relocates its first bytes to a nav of .data at RVA 0x1000. */
function relocate(type: string, addend: number, machine: 'AMD64' | 'I386' = 'AMD64'): Buffer {
  const session = new Session('linux-tmpfs', { machine });
  session.data('target', 1, filled(4));
  session.func('f', (writer) => {
    writer.write(new Uint8Array(16));
    session.linker.addReloc(writer.symbol, 0, session.linker.navSymbol('target'), addend, type);
  });
  session.linker.flush();
  return session.bytes('f)');
}

describe('relocations', () => {
  // The field lies at RVA 0x4000, the target at 0x1000.
  it.each([
    ['ABSOLUTE', 0, '00000000'],
    ['ADDR64', 1, '0110004001000000'],
    ['ADDR64', 2 ** 53 - 1, 'ff0f004001002000'],
    ['ADDR32NB', 8, '08100000'],
    ['REL32', 0, 'fccfffff'],
    ['REL32_1', 0, 'fbcfffff'],
    ['REL32_5', 0, 'f7cfffff'],
    ['REL32', -4, 'f8cfffff'],
  ])('%s with addend %d stores %s', (type, addend, hex) => {
    expect(relocate(type, addend).toString('hex').startsWith(hex)).toBe(true);
  });

  it.each([
    ['DIR32', 0, '00104000'],
    ['DIR32NB', 0, '00100000'],
    ['REL32', 0, 'fccfffff'],
    ['REL16', 0, 'fecf0000'],
  ])('%s on I386 with addend %d stores %s', (type, addend, hex) => {
    expect(relocate(type, addend, 'I386').toString('hex').startsWith(hex)).toBe(true);
  });

  it.each([
    ['ADDR32', 0, 'AMD64', 'the value 0x140001000 does not fit its field of 32 bits'],
    ['ADDR32NB', -0x1001, 'AMD64', 'the value -0x1 does not fit its field of 32 bits'],
    ['REL32', 2 ** 31 + 0x3004, 'AMD64', 'the value 0x80000000 does not fit its field of 32 bits'],
    ['ADDR64', -0x1001, 'AMD64', 'the value -0x1 does not fit its field of 64 bits'],
    ['DIR16', 0, 'I386', 'the value 0x401000 does not fit its field of 16 bits'],
    ['REL16', -0x6000, 'I386', 'the value -0x9002 does not fit its field of 16 bits'],
    ['SECREL', 0, 'AMD64', 'the real linker does not apply relocations of this type'],
  ] as const)('%s with addend %d on %s is refused', (type, addend, machine, reason) => {
    expect(() => relocate(type, addend, machine)).toThrow(
      `${type} relocation at nav f+0x0 to nav target: ${reason}`,
    );
  });
});

describe('a field', () => {
  slowTest('holds an RVA above 16 MiB', () => {
    const session = new Session();
    session.data('big', 1, (writer) => {
      writer.splat(0, 0x110_0000);
    });
    session.data('v', 1, filled(4));
    session.func('f', (writer) => {
      writer.write(Buffer.from('cafebabe00000000', 'hex'));
      const { linker } = session;
      linker.addReloc(writer.symbol, 4, linker.navSymbol('v'), 0, 'ADDR32NB');
    });
    session.linker.flush();
    const v = session.linker
      .symbolMap()
      .find(({ symbol }) => 'nav' in symbol && symbol.nav === 'v');
    const image = Buffer.from(session.linker.image.contents());
    expect(v?.rva).toBeGreaterThan(0x100_0000);
    expect(image.readUInt32LE(image.indexOf('cafebabe', 0, 'hex') + 4)).toBe(v?.rva);
  });
});
