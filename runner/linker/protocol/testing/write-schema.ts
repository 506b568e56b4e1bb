import * as path from 'node:path';
import { writeFileAtomically } from '../../../../reference';
import { packageRoot } from '../../../system/package-root';
import { protocolSchemaText } from '../protocol-schema';

/** Writes the JSON Schema of the protocol as it is now: `npm run protocol-schema`. */
writeFileAtomically(
  path.join(packageRoot(), 'schema', 'protocol.schema.json'),
  Buffer.from(protocolSchemaText()),
);
