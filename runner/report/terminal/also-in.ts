import { count } from '../../text/numbers';

/** How many other cases of a group are named. */
const NAMED = 6;

/**
 * Names the other cases of a group: "also in a, b and 3 cases more". No line if there are none.
 * @param names of all cases of the group, each once or more often
 * @param example the case that is shown whole
 */
export function alsoIn(names: readonly string[], example: string): readonly string[] {
  const others = [...new Set(names)].filter((name) => name !== example);
  if (others.length === 0) return [];
  const more = others.length - NAMED;
  const shown = others.slice(0, NAMED).join(', ');
  return [`also in ${shown}${more > 0 ? ` and ${count(more, 'case')} more` : ''}`];
}
