import { nodeChanges, imageNodes } from '../../image/node-dump/node-changes';
import { parseNodeDump, withoutContents } from '../../image/node-dump/parse-node-dump';
import { NodeDumpError } from '../../image/node-dump/read-node-lines';
import type { Reader } from './reader';
import { seedFile } from './seed-files';

/** Node dumps of a linker, read and compared with what they say of an image. */
export const NODE_DUMPS: Reader = {
  name: 'node-dump',
  what: 'node dumps',
  form: 'text',
  seeds: () =>
    [
      'goldens/hello/01-initial-version.nodes',
      'goldens/dll/02-code-and-data-grow-and-move.nodes',
      'goldens/i386/01-initial-version.nodes',
    ].map((name) => seedFile(name)),
  read: (bytes) => {
    const text = bytes.toString('utf8');
    withoutContents(text);
    parseNodeDump(text);
    const image = new Uint8Array(bytes.length);
    const nodes = imageNodes({ image, nodes: text });
    nodeChanges(nodes, nodes);
  },
  refusals: [NodeDumpError],
};
