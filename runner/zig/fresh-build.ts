import type { CompileResult } from './compile-result';
import { CompilerSession, type SessionOptions } from './compiler-session';
import type { Zig } from './zig';

/** Compiles a program from scratch, with a compiler process of its own. */
export async function buildFresh(
  zig: Zig,
  options: Omit<SessionOptions, 'isIncremental'>,
): Promise<CompileResult> {
  const session = await CompilerSession.start(zig, { ...options, isIncremental: false });
  try {
    return await session.update();
  } finally {
    await session.stop();
  }
}
