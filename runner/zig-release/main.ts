import { ExitCode } from '../cli/exit-code';
import { judgeRelease } from './judge-release';

const USAGE = `Usage: npm run zig -- RELEASE [options of coff2 run] [case...]

install a release of Zig from PyPI below node_modules, and judge it by the cases: coff2 run --linker zig

Exit codes: those of coff2 run; also 0 if the release cannot be installed, which is reported as UNSUPPORTED.
`;

const [release = '', ...args] = process.argv.slice(2);
if (/^\d+\.\d+\.\d+$/.test(release)) {
  void judgeRelease(release, args, process).then((code) => {
    process.exitCode = code ?? ExitCode.OK;
  });
} else {
  const isHelp = ['-h', '--help'].includes(release);
  process[isHelp ? 'stdout' : 'stderr'].write(USAGE);
  process.exitCode = isHelp ? ExitCode.OK : ExitCode.USAGE;
}
