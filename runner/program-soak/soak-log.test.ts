import { inGeneral, SoakLog } from './soak-log';

const wrong = (what: string, detail: string) => ({ what, details: [detail], command: null });

describe('what a soak has seen', () => {
  it('counts reasons without names and numbers', () => {
    const log = new SoakLog();
    for (const at of ['func_12+0x1c', 'func_3+0x2']) log.count(inGeneral(`refused at ${at}`));
    expect(log.lines()).toEqual(['      2  refused at NAME+N']);
  });

  it('tells the first of what is wrong in one way', () => {
    const log = new SoakLog();
    log.fail(wrong('same, gcc -O1: different', 'at 0x10'));
    log.fail(wrong('same, gcc -O2: different', 'at 0x20'));
    log.fail(wrong('same, gcc -O2: different', 'another detail'));
    expect(log.kindsOfWrong.map(({ first, count }) => [first.details[0], count])).toEqual([
      ['at 0x10', 2],
      ['another detail', 1],
    ]);
  });

  it('adds what another one has seen', () => {
    const [one, other] = [new SoakLog(), new SoakLog()];
    for (const log of [one, other]) {
      log.hold('valid: holds');
      log.fail(wrong('a', 'b'));
      log.miss('c');
    }
    one.add(other);
    expect([one.held, one.counts.get('valid: holds')]).toEqual([2, 2]);
    expect([one.wrong.length, one.missed.length]).toEqual([2, 2]);
  });
});
