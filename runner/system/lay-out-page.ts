import * as fs from 'node:fs';
import * as path from 'node:path';
import { format, type FormatConfig } from 'oxfmt';
import { packageRoot } from './package-root';

/**
 * A page as `npm run format` would lay it out, for programs that write pages.
 * @param file its name or path, which tells its language
 * @throws Error that names the page, if it cannot be read
 */
export async function layOutPage(file: string, text: string): Promise<string> {
  const settings = fs.readFileSync(path.join(packageRoot(), '.oxfmtrc.json'), 'utf8');
  const { code, errors } = await format(file, text, JSON.parse(settings) as FormatConfig);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${file} cannot be laid out: ${error.message}`);
  return code;
}
