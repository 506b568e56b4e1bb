/** The most characters of an op's name in messages. Fully qualified names can be very long. */
const MAX_SUBJECT = 120;

/**
 * "op 3 (updateFunc main.f)", as far as a line has it: how messages call an op.
 * @param number of the op in its script, from 1
 * @param line as JSON gives it, or as an op; it may be anything
 */
export function opSubject(number: number, line: unknown): string {
  const op = `op ${number}`;
  if (typeof line !== 'object' || line === null) return op;
  const fields: Record<string, unknown> = { ...line };
  if (typeof fields.op !== 'string') return op;
  const what = fields.nav ?? fields.id ?? exportedName(fields.exported) ?? lazyName(fields);
  const name = typeof what === 'string' ? `${fields.op} ${what}` : fields.op;
  return `${op} (${name.length > MAX_SUBJECT ? `${name.slice(0, MAX_SUBJECT)}...` : name})`;
}

function exportedName(exported: unknown): unknown {
  if (typeof exported !== 'object' || exported === null) return undefined;
  const fields: Record<string, unknown> = { ...exported };
  return fields.nav ?? fields.uav;
}

function lazyName(fields: Record<string, unknown>): unknown {
  return fields.op === 'defineLazy' ? fields.type : undefined;
}
