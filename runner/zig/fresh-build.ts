import type { CompileResult, CompilerFailure } from './compile-result';
import { CompilerSession, type SessionOptions } from './compiler-session';
import type { Zig } from './zig';

/** What a whole build came to. */
export interface FreshBuild {
  readonly result: CompileResult;
  /** How the compiler failed after its answer; null if it did not. */
  readonly afterwards: CompilerFailure | null;
}

/** Compiles a program from scratch, with a compiler process of its own. */
export async function buildFresh(
  zig: Zig,
  options: Omit<SessionOptions, 'isIncremental'>,
): Promise<FreshBuild> {
  const session = await CompilerSession.start(zig, { ...options, isIncremental: false });
  let result: CompileResult;
  try {
    result = await session.update();
  } catch (error) {
    await session.stop();
    throw error;
  }
  return { result, afterwards: await session.stop() };
}
