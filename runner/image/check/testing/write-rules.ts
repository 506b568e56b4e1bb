import * as fs from 'node:fs';
import * as path from 'node:path';
import { writeFileAtomically } from '../../../../reference';
import { packageRoot } from '../../../system/package-root';
import { withRules } from '../rule-document';

/** Writes the rules of now into docs/levels.md: `npm run check-rules`. */
const file = path.join(packageRoot(), 'docs', 'levels.md');
writeFileAtomically(file, Buffer.from(withRules(fs.readFileSync(file, 'utf8'))));
