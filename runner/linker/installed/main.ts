import { GNU_LD } from './gnu-ld';
import { LLD_LINK } from './lld-link';
import { adaptLinker } from './linker-adapter';
import { ProtocolError } from '../protocol/serve';

const LINKERS = [LLD_LINK, GNU_LD];

/** Exit codes: called in a wrong way; spoken to in a wrong way. */
const USAGE = 2;
const PROTOCOL = 1;

const [wanted] = process.argv.slice(2);
const linker = LINKERS.find(({ name }) => name === wanted);

if (linker === undefined) {
  const names = LINKERS.map(({ name }) => name).join(' or ');
  process.stderr.write(`expected the name of a linker: ${names}\n`);
  process.exitCode = USAGE;
} else {
  const { stdin: input, stdout: output, stderr: messages, env } = process;
  void adaptLinker(linker, { input, output, messages, searchPath: env.PATH ?? '' }).catch(
    (error: unknown) => {
      if (!(error instanceof ProtocolError)) throw error;
      process.stderr.write(`${error.message}\n`);
      process.exitCode = PROTOCOL;
    },
  );
}
