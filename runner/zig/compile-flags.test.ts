import { startsByItself } from './compile-flags';

const file = (text: string, name = 'main.zig'): { name: string; text: string } => ({ name, text });

describe('a program', () => {
  it.each([
    'pub export fn wWinMainCRTStartup() callconv(.winapi) noreturn {}',
    'export fn WinMainCRTStartup() void {}',
    'comptime { @export(&start, .{ .name = "wWinMainCRTStartup" }); }',
  ])('starts by itself where its root has the entry point: %s', (text) => {
    expect(startsByItself([file('error'), file(text)])).toBe(true);
    expect(startsByItself([file(text, 'other.zig')])).toBe(false);
  });

  it('is started by std where it has a main alone', () => {
    expect(startsByItself([file('pub fn main() void {} // wWinMainCRTStartup')])).toBe(false);
  });
});
