import { wineMessages } from './wine-crash';

/** What Wine 8.0 says on standard error. */
const CRASHES = {
  'access violation':
    'wine: Unhandled page fault on write access to 0000000000000000 at address 0000000140001072 (thread 00fc), starting debugger...',
  'an exception of its own':
    'wine: Unhandled exception 0xe0000100 in thread 138 at address 000000007B013D7E (thread 0138), starting debugger...',
  'division by zero':
    'wine: Unhandled division by zero at address 000000014000100C (thread 01b8), starting debugger...',
  'fast fail':
    '01a0:err:seh:NtRaiseException Unhandled exception code c0000409 flags 1 addr 0x140001009',
  'stack overflow':
    '0130:err:virtual:virtual_setup_exception stack overflow 1808 bytes addr 0x170056f62 stack 0x208f0 (0x20000-0x21000-0x220000)',
};

it.each(Object.entries(CRASHES))('Wine says that a program crashed: %s', (_what, line) => {
  expect(wineMessages(`of the program\n${line}\n`)).toEqual({
    stderr: `of the program\n${line}\n`,
    crash: line,
  });
});

it('what Wine says of the debugger that is left out is no message of the program', () => {
  const line = CRASHES['access violation'];
  const debuggerLines =
    '00fc:err:seh:start_debugger Couldn\'t start debugger L"winedbg --auto 248 48" (126)\n' +
    'Read the Wine Developers Guide on how to set up winedbg or another debugger\n';
  expect(wineMessages(`${line}\n${debuggerLines}`).stderr).toBe(`${line}\n`);
});

it('what a program writes is no crash', () => {
  const stderr = 'an error\nsaid wine: Unhandled\n0130:err:module:import_dll Library x.dll\n';
  expect(wineMessages(stderr)).toEqual({ stderr });
});
