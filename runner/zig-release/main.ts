import { ExitCode } from '../cli/exit-code';
import { judgeRelease, LATEST, releaseNumber } from './judge-release';

const USAGE = `Usage: npm run zig -- RELEASE|latest [options of coff2 run] [case...]

install a release of Zig from PyPI into the user's cache folder, and judge it by the cases: coff2 run --linker zig
latest: the newest release on PyPI

Exit codes: those of coff2 run; also 0 if the release cannot be installed, which is reported as UNSUPPORTED.
`;

async function judge(release: string, args: readonly string[]): Promise<ExitCode> {
  const number = await releaseNumber(release, process);
  if (number === null) return ExitCode.OK;
  return (await judgeRelease(number, args, process)) ?? ExitCode.OK;
}

const [release = '', ...args] = process.argv.slice(2);
if (release === LATEST || /^\d+\.\d+\.\d+(\.post\d+)?$/.test(release)) {
  void judge(release, args).then((code) => {
    process.exitCode = code;
  });
} else {
  const isHelp = ['-h', '--help'].includes(release);
  process[isHelp ? 'stdout' : 'stderr'].write(USAGE);
  process.exitCode = isHelp ? ExitCode.OK : ExitCode.USAGE;
}
