import type { ContentReloc, Content, Pointer, Target } from './content';
import { Step } from './content';
import type { UpdateFunc, UpdateNav } from './op';
import { NONE, RecordField, RecordStep, type Names, type UpdateRecord } from './update-record';

/** The op that a record is, with a copy of its bytes. */
export function opOfRecord(record: UpdateRecord, names: Names): UpdateFunc | UpdateNav {
  const { words, at } = record;
  const number = words[at + RecordField.NAV] as number;
  const alignLog2 = words[at + RecordField.ALIGN] as number;
  const common = {
    nav: names.text(number),
    number,
    type: names.text(words[at + RecordField.TYPE] as number),
    content: contentOf(record, names),
  };
  return words[at + RecordField.IS_NAV] === 1
    ? { op: 'updateNav', ...common, align: 2 ** alignLog2 }
    : { op: 'updateFunc', ...common, align: alignLog2 === NONE ? null : 2 ** alignLog2 };
}

function contentOf({ words, at, bytes, bytesAt }: UpdateRecord, names: Names): Content {
  const steps: number[] = [];
  const pointers: Pointer[] = [];
  const relocs: ContentReloc[] = [];
  const word = (index: number): number => words[index] as number;
  const nav = (number: number) => ({ kind: 'nav', nav: names.text(number), number }) as const;
  const uav = (id: number) => ({ kind: 'uav', uav: names.text(id), align: null }) as const;
  const reloc = (step: number, target: Target): void => {
    steps.push(Step.RELOC, relocs.length, 0);
    const [addend, offset] = [word(step + 2), word(step + 3)];
    relocs.push({ target, addend, type: names.text(word(step + 1)), offset });
  };
  const pointer = (target: Pointer['target'], addend: number): void => {
    steps.push(Step.POINTER, pointers.length, 0);
    pointers.push({ target, addend });
  };
  const end = at + word(at + RecordField.SIZE);
  let written = 0;
  for (let i = at + RecordField.STEPS; i < end;) {
    switch (word(i)) {
      case RecordStep.WRITE:
        steps.push(Step.WRITE, written, written + word(i + 1));
        written += word(i + 1);
        i += 2;
        break;
      case RecordStep.SPLAT:
        steps.push(Step.SPLAT, word(i + 1), word(i + 2));
        i += 3;
        break;
      case RecordStep.NAV_POINTER:
        pointer(nav(word(i + 2)), word(i + 1));
        i += 3;
        break;
      case RecordStep.UAV_POINTER:
        pointer(uav(word(i + 2)), word(i + 1));
        i += 3;
        break;
      case RecordStep.NAV_RELOC:
        reloc(i, nav(word(i + 4)));
        i += 5;
        break;
      case RecordStep.UAV_RELOC:
        reloc(i, uav(word(i + 4)));
        i += 5;
        break;
      case RecordStep.GLOBAL_RELOC: {
        const lib = word(i + 5);
        const libName = lib === NONE ? null : names.text(lib);
        reloc(i, { kind: 'global', name: names.text(word(i + 4)), libName });
        i += 6;
        break;
      }
      default:
        throw new Error(`a record has the step ${word(i)}`);
    }
  }
  const copy = new Uint8Array(bytes.subarray(bytesAt, bytesAt + written));
  return { steps, bytes: copy, pointers, relocs };
}
