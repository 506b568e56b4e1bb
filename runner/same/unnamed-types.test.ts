import { compared } from './testing/compared';
import { program } from './testing/data-program';
import type { SmallProgram } from './testing/small-program';

describe('names of unnamed types', () => {
  const named = (name: string): SmallProgram => {
    const length = Buffer.from([name.length]).toString('hex');
    return program({
      table: [{ address: 'name' }, `${length}00000000000000`],
      name: [{ text: name }],
    });
  };

  it.each([
    ['main.f__struct_902', 'main.f__struct_910'],
    ['main.f__struct_99', 'main.f__struct_102'],
    ['main.g(main.f__union_99).T', 'main.g(main.f__union_100).T'],
  ])('%s is no %s, unless that is tolerated', (one, other) => {
    expect(compared(named(one), named(other)).verdict).toBe('different');
    const tolerant = { unnamedTypes: 'tolerated' } as const;
    expect(compared(named(one), named(other), tolerant).verdict).toBe('same');
  });

  it('must be the same but for the number', () => {
    const tolerant = { unnamedTypes: 'tolerated' } as const;
    const one = named('main.f__struct_902.x');
    expect(compared(one, named('main.g__struct_902.x'), tolerant).verdict).toBe('different');
    expect(compared(one, named('main.f__struct_1000.y'), tolerant).verdict).toBe('different');
    expect(compared(named('main.item_902'), named('main.item_910'), tolerant).verdict).toBe(
      'different',
    );
  });
});
