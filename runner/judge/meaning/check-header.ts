import { coff } from '../../../reference';
import { hex } from '../../text/numbers';
import type { ProgramState } from '../../case/program/program-state';
import type { LoadedImage } from '../../image/read/loaded-image';
import type { MisfitList } from './misfit-list';

/** Checks the options of the link script. */
export function checkHeader(program: ProgramState, loaded: LoadedImage, list: MisfitList): void {
  const { options } = program;
  const { header, windows } = loaded.headers;
  const expect = (what: string, found: number, expected: number): void => {
    if (found === expected) return;
    list.add('wrong-header', { symbol: '' }, `${what} ${hex(found)}`, hex(expected));
  };
  const machine = coff.IMAGE.FILE.MACHINE[options.machine];
  expect('machine', header.value.machine, machine);
  const isDll = options.outputMode === 'Lib';
  expect('flag DLL', Number(header.value.flags.DLL), Number(isDll));
  const { major_subsystem_version: major, minor_subsystem_version: minor } = windows.value;
  expect('major_subsystem_version', major, options.majorSubsystemVersion);
  expect('minor_subsystem_version', minor, options.minorSubsystemVersion);
  // No option asks for it, and Windows starts such a program in an AppContainer alone.
  expect('flag APPCONTAINER', Number(windows.value.dll_flags.APPCONTAINER), 0);
}
