import * as fs from 'node:fs';
import { TemporaryFolder } from '../testing/temporary-folder';
import { TWO_UPDATES } from '../case/testing/small-case';
import { SmallSuite } from './testing/small-suite';

jest.mock('../difference/picture/render-png', () => ({
  canRenderPng: () => false,
  renderPng: () => {
    throw new Error('no renderer is installed');
  },
}));

const suite = new SmallSuite(TemporaryFolder.forEachTest());

beforeEach(() => {
  suite.write('two.incr', TWO_UPDATES);
  suite.accept('two');
});

describe('goldens that are accepted where no renderer is installed', () => {
  it('are all but the pictures, whose drawings are compared by their digests', () => {
    expect([...suite.contents().keys()].filter((file) => file.endsWith('.png'))).toEqual([]);
    const { golden } = suite.open('two');
    expect(golden.comparePicture(0)).toEqual({ result: 'same' });
    expect(golden.compareImage(1, 'windows')).toEqual({ result: 'same' });
  });

  it('keep no picture of what the case was before', () => {
    const picture = suite.golden('two/01-first.png');
    fs.writeFileSync(picture, 'of something else');
    expect(suite.open('two').golden.comparePicture(0)).toMatchObject({ result: 'different' });
    const removed = suite.accept('two').filter(({ kind }) => kind === 'removed');
    expect(removed).toMatchObject([{ file: 'two/01-first.png' }]);
    expect(fs.existsSync(picture)).toBe(false);
    expect(suite.open('two').golden.comparePicture(0)).toEqual({ result: 'same' });
  });
});
