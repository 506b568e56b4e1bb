import { exitStatusText } from './exit-status';

it.each([
  [0, '0'],
  [53, '53'],
  [-1, '0xffffffff'],
  [0xc0000005, '0xc0000005 (access violation)'],
  [-0x3ffffffb, '0xc0000005 (access violation)'],
  [0xc0000135, '0xc0000135 (DLL not found)'],
  [0xc0001234, '0xc0001234'],
])('exit code %d is shown as %s', (code, text) => {
  expect(exitStatusText(code)).toBe(text);
});
