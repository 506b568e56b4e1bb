import { HOST_NAMES } from '../../reference';
import { FLAVOURS, flavourNamed, flavourOf } from './flavours';
import { planOf } from './plan';

/** Seeds after which all that a seed decides has come together. */
const MANY = 60 * FLAVOURS.length;

const seeds = Array.from({ length: MANY }, (_, seed) => seed);

describe('what a seed decides', () => {
  it('takes every flavour', () => {
    expect(new Set(seeds.slice(0, FLAVOURS.length).map(flavourOf))).toEqual(new Set(FLAVOURS));
  });

  it('ends a case with what it began with', () => {
    for (const seed of seeds) {
      const { updates } = planOf(seed);
      expect(updates.at(-1)).toEqual(updates[0]);
    }
  });

  it('has another program in the middle of some cases', () => {
    const plans = seeds.map(planOf);
    const has = plans.map(({ updates }) => updates.some(({ isOther }) => isOther));
    expect(new Set(has)).toEqual(new Set([true, false]));
    expect(plans.map(({ otherSeed }) => otherSeed !== null)).toEqual(has);
  });

  it.each(FLAVOURS)('gives $name every host and every level in time', (flavour) => {
    const plans = seeds.filter((seed) => flavourOf(seed) === flavour).map(planOf);
    expect(new Set(plans.map(({ host }) => host))).toEqual(new Set(HOST_NAMES));
    expect(new Set(plans.map(({ updates }) => updates[0]?.level)).size).toBe(4);
    expect(new Set(plans.flatMap(({ runtimeLevels }) => runtimeLevels)).size).toBe(5);
  });
});

describe('a flavour by its name', () => {
  it('is found', () => {
    expect(flavourNamed('floats').csmith).toEqual(['--float']);
  });

  it('is refused with all names if there is none', () => {
    expect(() => flavourNamed('sweet')).toThrow(
      /^--flavour: expected one of plain, .*; got sweet$/,
    );
  });
});
