import type { HostName } from '../../reference';
import { mostlySlowTest } from '../../reference/testing/slow-test';
import { eachNode, parseNodeDump, type DumpNode } from '../image/node-dump/parse-node-dump';
import { nodeChanges } from '../image/node-dump/node-changes';
import { stepChanges } from './step-changes';
import { exploredCase } from './testing/explored';

/** All that a node tells, without the nodes around it. */
function told(node: DumpNode): unknown {
  const { tag, argument, key, index, offset, fileOffset, size, alignment, flags, depth } = node;
  const around = [node.parent?.index, node.children.map((child) => child.index)];
  return [tag, argument, key, index, offset, fileOffset, size, alignment, flags, depth, around];
}

/** The state, image and dump of each step; linked once for both tests of a case. */
const dumpedSteps = new Map<string, ReturnType<typeof dumpSteps>>();

function dumpSteps(name: string, host: HostName) {
  const exploration = exploredCase(name, host);
  return exploration.steps.map(({ index }) => {
    const state = exploration.state(index);
    return { state, image: state.image, root: parseNodeDump(state.dump(false)) };
  });
}

function dumpedStepsOf(name: string, host: HostName) {
  const dumped = dumpedSteps.get(name) ?? dumpSteps(name, host);
  dumpedSteps.set(name, dumped);
  return dumped;
}

// Between them they have nodes of every kind, and steps that add, move, resize and write them.
const CASES = [
  ['hello', 'linux-ext4'],
  ['function_grows', 'windows'],
  ['imports_grow', 'linux-tmpfs'],
  ['lazy_symbols', 'linux-tmpfs'],
  ['utf8_imports', 'linux-tmpfs'],
] as const;

describe('the nodes of every step of', () => {
  mostlySlowTest.each(CASES)('%s on %s are those of the node dump', (name, host) => {
    for (const { state, root } of dumpedStepsOf(name, host)) {
      const nodes = state.nodes.map(told);
      expect(JSON.stringify(nodes)).toBe(JSON.stringify([...eachNode(root)].map(told)));
    }
  });

  mostlySlowTest.each(CASES)('%s on %s change as those of the node dumps do', (name, host) => {
    const dumped = dumpedStepsOf(name, host);
    for (const [index, now] of dumped.entries()) {
      const before = dumped[index - 1];
      if (before === undefined) continue;
      const { of } = stepChanges(now.state, before.state);
      const expected = [...nodeChanges(now, before).of].filter(([, changes]) => changes.length > 0);
      expect(Array.from(of, ([node, changes]) => [node.index, changes])).toEqual(
        expected.map(([node, changes]) => [node.index, changes]),
      );
    }
  });
});
