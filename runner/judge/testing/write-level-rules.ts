import * as fs from 'node:fs';
import * as path from 'node:path';
import { writeFileAtomically } from '../../../reference';
import { packageRoot } from '../../system/package-root';
import { withLevelRules } from '../level/level-rules';

/** Writes the rules of all levels but `valid` into docs/levels.md: `npm run level-rules`. */
const file = path.join(packageRoot(), 'docs', 'levels.md');
writeFileAtomically(file, Buffer.from(withLevelRules(fs.readFileSync(file, 'utf8'))));
