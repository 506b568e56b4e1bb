import { eachNode } from '../image/node-dump/parse-node-dump';
import { findByteChange, findMove, findText } from './find-step';
import { exploredCase, stepTitled } from './testing/explored';

describe('a search through the steps', () => {
  const exploration = exploredCase('function_grows');
  const { steps } = exploration;
  const end = steps.length - 1;
  const grow = [...eachNode(exploration.state(end).root)].find(
    ({ key }) => key === 'nav(tale.grow)',
  );
  const index = grow?.index ?? -1;

  it('finds the next move of a node: its place differs from the step before', () => {
    const start = stepTitled(exploration, 'snapshot').index;
    const found = findMove(exploration, start, 1, index);
    expect(found?.title).toBe('updateFunc tale.grow');
    const place = (step: number): number | undefined =>
      exploration.state(step).node(index)?.fileOffset;
    expect(place((found?.index ?? 0) - 1)).not.toBe(place(found?.index ?? 0));
    for (let step = start + 1; step < (found?.index ?? 0); step += 1) {
      expect(place(step)).toBe(place(step - 1));
    }
  });

  it('finds the step that changed a byte, backwards too', () => {
    const at = grow?.fileOffset ?? 0;
    const found = findByteChange(exploration, end, -1, at, 1);
    if (found === null) throw new Error('nothing changed the byte');
    const byte = (step: number): number | undefined => exploration.state(step).image[at];
    expect(byte(found.index)).not.toBe(byte(found.index - 1) ?? 0);
    expect(byte(found.index)).toBe(byte(end));
    expect(findByteChange(exploration, end, 1, at, 1)).toBeNull();
  });

  it('finds words of titles and sentences, in either case', () => {
    expect(
      findText(steps, 0, 1, 'FLOATS TO THE END OF .TEXT')?.why.map(({ text }) => text),
    ).toContainEqual(expect.stringContaining('floats to the end of .text'));
    expect(findText(steps, 0, 1, 'no step says this')).toBeNull();
  });
});
