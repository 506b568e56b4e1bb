import { fc } from '../../../reference/testing/properties';
import { disassemble, disassembleLazily, type DisassembledInstruction } from './disassemble';
import { InstructionReader } from './instruction-reader';

const texts = (hex: string, options = {}): readonly string[] =>
  disassemble(Buffer.from(hex.replaceAll(' ', ''), 'hex'), options).map(({ text }) => text);

describe('disassembly', () => {
  test('is in MASM syntax, without spaces after commas', () => {
    expect(texts('48 83 ec 38  48 c7 44 24 20 00 00 00 00  f3 a4  c3')).toEqual([
      'sub rsp,38h',
      'mov qword ptr [rsp+20h],0',
      'rep movsb',
      'ret',
    ]);
  });

  test('shows fields that relocations fill in by name, wherever they stand', () => {
    const fields = [
      { offset: 1, name: 'WriteFile' },
      { offset: 8, name: 'nav(main.x)' },
      { offset: 14, name: 'main.y' },
      { offset: 24, name: 'main.z' },
    ];
    expect(
      texts('e8 00000000  48 8d 15 00000000  c7 05 00000000 01000000  48 b8 0000000000000000', {
        fields,
      }),
    ).toEqual([
      'call WriteFile',
      'lea rdx,[nav(main.x)]',
      'mov dword ptr [main.y],1',
      'mov rax,main.z',
    ]);
  });

  test('counts what branches and RIP-relative operands refer to from the address', () => {
    const code = '0f 83 0a 00 00 00  eb f8  48 8d 05 f1 ff ff ff';
    expect(texts(code)).toEqual(['jae 10h', 'jmp 0', 'lea rax,[0]']);
    expect(texts(code, { address: 0x1000 })).toEqual(['jae 1010h', 'jmp 1000h', 'lea rax,[1000h]']);
    expect(texts('eb f0')).toEqual(['jmp -0eh']);
    expect(disassemble(Buffer.from('ebf0', 'hex'))[0]?.target).toBe(-14);
  });

  test('counts EIP-relative operands likewise', () => {
    // mov eax,[eip+10h]; lea rax,[eip-20h]; mov dword ptr [eip],1
    const code = Buffer.from(
      '678b0510000000 67488d05e0ffffff 67c7050000000001000000'.replaceAll(' ', ''),
      'hex',
    );
    const targets = (address: number): readonly (number | null)[] =>
      disassemble(code, { address }).map(({ target }) => target);
    expect(targets(0)).toEqual([0x17, -0x11, 0x1a]);
    // An address above 4 GiB is not cut.
    expect(targets(0x1_4000_0000)).toEqual([0x1_4000_0017, 0x1_3fff_ffef, 0x1_4000_001a]);
    expect(disassembleLazily(code).map(({ target }) => target)).toEqual(targets(0));
    const nameOf = (to: number): string | null => (to === 0x17 ? 'count' : null);
    expect(disassemble(code, { nameOf }).map(({ text }) => text)).toEqual([
      'mov eax,[count]',
      'lea rax,[-11h]',
      'mov dword ptr [1ah],1',
    ]);
    const fields = [{ offset: 3, name: 'nav(main.x)' }];
    expect(disassemble(code, { fields })[0]?.text).toBe('mov eax,[nav(main.x)]');
    const reader = new InstructionReader(code, 64);
    expect([0, 7, 15].map((at) => reader.at(at)?.memory?.target)).toEqual(targets(0));
    reader.free();
  });

  test('names the addresses that its caller knows', () => {
    const nameOf = (address: number): string | null => (address === 0x2005 ? 'nav(main.f)' : null);
    expect(texts('e8 00 10 00 00', { address: 0x1000, nameOf })).toEqual(['call nav(main.f)']);
  });

  test('goes on after bytes that are no instruction', () => {
    const [bad, , last] = disassemble(Buffer.from('0690c3', 'hex'));
    expect(bad).toMatchObject({ text: '(bad)', isValid: false, length: 1 });
    expect(last).toMatchObject({ text: 'ret', offset: 2, isLast: true });
  });

  test('knows 32-bit code', () => {
    expect(texts('40', { bits: 32 })).toEqual(['inc eax']);
  });
});

describe('disassembly with texts on demand', () => {
  const plain = ({
    offset,
    length,
    text,
    isValid,
    isLast,
    target,
  }: DisassembledInstruction): DisassembledInstruction => ({
    offset,
    length,
    text,
    isValid,
    isLast,
    target,
  });

  test('says the same of any bytes, in any order', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        fc.nat(0x7fff_ffff),
        fc.constantFrom(32 as const, 64 as const),
        fc.boolean(),
        (code, address, bits, isNamed) => {
          const nameOf = (to: number): string | null => (isNamed ? `at(${to})` : null);
          const lazy = disassembleLazily(code, { address, bits, nameOf });
          const backwards = [...lazy].reverse().map(plain).reverse();
          expect(backwards).toEqual(disassemble(code, { address, bits, nameOf }));
        },
      ),
    );
  });

  test('asks for a name only when a text is asked for, and once', () => {
    const asked: number[] = [];
    const nameOf = (to: number): string => {
      asked.push(to);
      return 'there';
    };
    const code = Buffer.from('e800000000e801000000c3', 'hex');
    const [, second] = disassembleLazily(code, { nameOf });
    expect(asked).toEqual([]);
    expect([second?.text, second?.text]).toEqual(['call there', 'call there']);
    expect(asked).toEqual([11]);
  });
});
