import { Step, STEP_SIZE, type Content, type Target } from './content';

/** The items of content, as a link script has them: what `parseContent` reads. */
export function contentItems({ steps, bytes, pointers, relocs }: Content): readonly unknown[] {
  const items: unknown[] = [];
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < steps.length; at += STEP_SIZE) {
    const kind = steps[at];
    const first = steps[at + 1] ?? 0;
    const second = steps[at + 2] ?? 0;
    // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- steps are numbers
    switch (kind) {
      case Step.WRITE:
        items.push(all.toString('hex', first, second));
        break;
      case Step.SPLAT:
        items.push({ splat: [first, second] });
        break;
      case Step.REBASE:
        items.push({ rebase: first });
        break;
      case Step.POINTER: {
        const pointer = pointers[first];
        if (pointer === undefined) throw new RangeError(`no pointer ${first}`);
        items.push({ ptr: targetItem(pointer.target), addend: pointer.addend });
        break;
      }
      case Step.RELOC: {
        const reloc = relocs[first];
        if (reloc === undefined) throw new RangeError(`no relocation ${first}`);
        const { target, type, addend, offset } = reloc;
        items.push({ reloc: targetItem(target), type, addend, offset });
        break;
      }
    }
  }
  return items;
}

function targetItem(target: Target): object {
  switch (target.kind) {
    case 'nav':
      return { nav: target.nav };
    case 'uav':
      return { uav: target.uav, ...(target.align === null ? {} : { align: target.align }) };
    case 'lazy':
      return { lazy: [target.lazy, target.type] };
    case 'global':
      return { global: [target.name, target.libName] };
  }
}
