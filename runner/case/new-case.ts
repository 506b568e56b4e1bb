/**
 * The text of a new case file: a program of two functions, and one change of it. It runs as it is, and
 * its comments say what to replace.
 * @param file the file as a command takes it: "tests/name.incr"
 */
export function newCaseText(name: string, file: string): string {
  return `// ${name}: say here what a linker can get wrong, and what this case changes to show it.
//
// Run it with:  npx coff2 run ${file}
// A line that starts with # is a directive, one that starts with // a comment. cases/README.md of
// coff2-conformance has the whole language, and cases/readme.incr shows all of it.
#target=x86_64-windows-selfhosted
#update=initial version
// The sources. They may be left out if you judge no compiler.
#file=main.zig
pub const panic = @import("std").debug.no_panic;
extern "kernel32" fn GetStdHandle(which: u32) callconv(.winapi) ?*anyopaque;
extern "kernel32" fn WriteFile(file: ?*anyopaque, bytes: [*]const u8, len: u32, written: ?*u32, overlapped: ?*anyopaque) callconv(.winapi) i32;
extern "kernel32" fn ExitProcess(code: u32) callconv(.winapi) noreturn;

fn write(text: [*]const u8, len: u32) callconv(.winapi) void {
    var written: u32 = 0;
    _ = WriteFile(GetStdHandle(@bitCast(@as(i32, -11))), text, len, &written, null);
}

pub export fn wWinMainCRTStartup() callconv(.winapi) noreturn {
    write("one\\n", 4);
    ExitProcess(0);
}
// What the compiler hands the linker. A line at the margin is a statement, and the indented lines below it
// are its content. @NAME refers to something; the linker fills in its 4 bytes. To get such a block from an
// object of any compiler:  npx coff2 import case.obj --dll kernel32
#link
uav one: *const [4:0]u8 = "one\\n" align 1
  ascii "one\\n"
  byte 0
fn main.write: fn ([*]const u8, u32) callconv(.winapi) void
  53                          push rbx
  56                          push rsi
  48 83 ec 38                 sub rsp,38h
  48 89 cb                    mov rbx,rcx
  89 d6                       mov esi,edx
  b9 f5 ff ff ff              mov ecx,0fffffff5h
  e8 @kernel32!GetStdHandle   call kernel32!GetStdHandle
  48 89 c1                    mov rcx,rax
  48 89 da                    mov rdx,rbx
  41 89 f0                    mov r8d,esi
  4c 8d 4c 24 30              lea r9,[rsp+30h]
  48 c7 44 24 20 00 00 00 00  mov qword ptr [rsp+20h],0
  e8 @kernel32!WriteFile      call kernel32!WriteFile
  48 83 c4 38                 add rsp,38h
  5e                          pop rsi
  5b                          pop rbx
  c3                          ret
fn main.wWinMainCRTStartup: fn () callconv(.winapi) noreturn
  48 83 ec 28               sub rsp,28h
  48 8d 0d @uav one         lea rcx,[uav one]
  ba 04 00 00 00            mov edx,4
  e8 @main.write            call main.write
  31 c9                     xor ecx,ecx
  e8 @kernel32!ExitProcess  call kernel32!ExitProcess
  cc                        int 3
// Blocks that several cases share lie in lib/ beside this file, or in the suite, and are included by name:
// include no_return
export wWinMainCRTStartup = main.wWinMainCRTStartup
flush
// What the image must print. It must exit with 0, unless #expect_exit_code=N says otherwise.
#expect_stdout="one\\n"
#update=another text
#file=main.zig
pub const panic = @import("std").debug.no_panic;
extern "kernel32" fn GetStdHandle(which: u32) callconv(.winapi) ?*anyopaque;
extern "kernel32" fn WriteFile(file: ?*anyopaque, bytes: [*]const u8, len: u32, written: ?*u32, overlapped: ?*anyopaque) callconv(.winapi) i32;
extern "kernel32" fn ExitProcess(code: u32) callconv(.winapi) noreturn;

fn write(text: [*]const u8, len: u32) callconv(.winapi) void {
    var written: u32 = 0;
    _ = WriteFile(GetStdHandle(@bitCast(@as(i32, -11))), text, len, &written, null);
}

pub export fn wWinMainCRTStartup() callconv(.winapi) noreturn {
    write("and two\\n", 8);
    ExitProcess(0);
}
#link
// Only what changed is handed over.
uav two: *const [8:0]u8 = "and two\\n" align 1
  ascii "and two\\n"
  byte 0
fn main.wWinMainCRTStartup: fn () callconv(.winapi) noreturn
  48 83 ec 28               sub rsp,28h
  48 8d 0d @uav two         lea rcx,[uav two]
  ba 08 00 00 00            mov edx,8
  e8 @main.write            call main.write
  31 c9                     xor ecx,ecx
  e8 @kernel32!ExitProcess  call kernel32!ExitProcess
  cc                        int 3
flush
#expect_stdout="and two\\n"
`;
}
