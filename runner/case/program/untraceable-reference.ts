import { hex } from '../../text/numbers';
import { flattenContent, type ContentField } from './content-bytes';
import { symbolKey, type ProgramState, type ProgramSymbol } from './program-state';

/** Types of fields that hold an address, or a distance to one, as instructions and pointers use it. */
const ADDRESS = /^(ADDR64|ADDR32|DIR32|REL32(_[1-5])?)$/;

/**
 * A reference that cannot be followed in an image without symbols: a field that holds an RVA looks
 * like any number, and an address outside of what it is meant to refer to looks like one of whatever
 * else lies there.
 * @returns the first one in words, or null if there is none
 */
export function untraceableReference(program: ProgramState): string | null {
  const { machine } = program.options;
  const sizes = new Map<string, number>();
  const sizeOf = (symbol: ProgramSymbol): number => {
    const key = symbolKey(symbol);
    const content = program.definition(symbol)?.content;
    const size = sizes.get(key) ?? (content && flattenContent(content, machine).bytes.length) ?? 0;
    sizes.set(key, size);
    return size;
  };
  for (const { symbol, content } of program.live()) {
    for (const field of flattenContent(content, machine).fields) {
      const why = whyUntraceable(field, sizeOf);
      if (why !== null) return `${symbolKey(symbol)}+${hex(field.offset)} ${why}`;
    }
  }
  return null;
}

function whyUntraceable(
  { type, target, addend }: ContentField,
  sizeOf: (symbol: ProgramSymbol) => number,
): string | null {
  if (!ADDRESS.test(type)) return `holds no address: it is of type ${type}`;
  const size = target.kind === 'global' ? 0 : sizeOf(target);
  if (addend >= 0 && addend <= size) return null;
  const name = target.kind === 'global' ? `global ${target.name}` : symbolKey(target);
  const distance = `${addend < 0 ? '-' : '+'}${hex(Math.abs(addend))}`;
  return `refers to ${name}${distance}, outside of it`;
}
