import { toldOutput } from './told-output';

it('all is told of what is short, or as expected but for a little', () => {
  expect(toldOutput('a text', null)).toBe('a text');
  const long = 'ab'.repeat(50_000);
  expect(toldOutput(`${long}c`, long)).toBe(`${long}c`);
});

it('of what a program prints without end the beginning is told, and where it goes wrong', () => {
  const long = 'ab'.repeat(50_000);
  expect(toldOutput('x'.repeat(1_000_000), 'hi')).toBe(
    `${'x'.repeat(4000)}… and 996000 characters more`,
  );
  const told = toldOutput(`${long}${'x'.repeat(5000)}`, `${long}y`);
  expect(told).toBe(`${long}${'x'.repeat(4000)}… and 1000 characters more`);
});
