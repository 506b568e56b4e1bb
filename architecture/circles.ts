/** One name that needs another. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
}

/**
 * The groups of names that need each other, directly or through others: strongly connected
 * components of more than one name, by Tarjan's algorithm.
 */
export function circles(arrows: readonly Arrow[]): readonly (readonly string[])[] {
  const targets = new Map<string, string[]>();
  for (const { from, to } of arrows) {
    targets.set(from, [...(targets.get(from) ?? []), to]);
    if (!targets.has(to)) targets.set(to, []);
  }
  const order = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (name: string): number => {
    const index = order.size;
    order.set(name, index);
    let low = index;
    stack.push(name);
    for (const target of targets.get(name) ?? []) {
      if (!order.has(target)) low = Math.min(low, visit(target));
      else if (stack.includes(target)) low = Math.min(low, order.get(target) ?? low);
    }
    if (low === index) {
      const group = stack.splice(stack.indexOf(name));
      if (group.length > 1) found.push(group.toSorted());
    }
    return low;
  };
  for (const name of targets.keys()) {
    if (!order.has(name)) visit(name);
  }
  return found;
}
