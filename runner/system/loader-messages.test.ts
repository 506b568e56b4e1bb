import { loaderMessages } from './loader-messages';

describe('what Wine says of its loader', () => {
  // As Wine 8.0 writes it.
  it('names a DLL that is missing, and who needs it', () => {
    expect(
      loaderMessages([
        '0198:err:module:import_dll Library kermel32.dll (which is needed by L"Z:\\\\tmp\\\\1\\\\main.exe") not found',
        '0198:err:module:LdrInitializeThunk Importing dlls for L"Z:\\\\tmp\\\\1\\\\main.exe" failed, status c0000135',
      ]),
    ).toEqual([{ kind: 'dll', dll: 'kermel32.dll', neededBy: 'main.exe' }]);
  });

  it('names a function that is missing, once, whether it was called or only imported', () => {
    expect(
      loaderMessages([
        '0024:warn:module:import_dll No implementation for kernel32.dll.WritePile imported from L"Z:\\\\tmp\\\\fn.exe", setting to 0000000001630000',
        'wine: Call from 000000017002D3F8 to unimplemented function kernel32.dll.WritePile, aborting',
        'wine: Unimplemented function kernel32.dll.WritePile called at address 000000017002D3F8 (thread 0024), starting debugger...',
      ]),
    ).toEqual([{ kind: 'function', dllAndName: 'kernel32.dll.WritePile' }]);
  });

  it('is nothing where a program only talks about it', () => {
    expect(
      loaderMessages([
        'Library a.dll (which is needed by L"b.exe") not found',
        '# wine: Call from 0 to unimplemented function a.b, aborting',
        '',
      ]),
    ).toEqual([]);
  });
});
