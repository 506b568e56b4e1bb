import { coff } from '../../reference';
import { causeOfHeaderField } from './header-causes';
import type { ImagePair, Side } from './image-pair';
import type { Difference } from './difference';
import { headerFieldText, flagChange, isSame } from './field-text';
import { differentRanges, uint32At } from '../image/read/byte-ranges';
import { hex, hexBytes } from '../text/numbers';

const PE_POINTER = { offset: 0x3c, size: 4 };

/** Compares the headers field by field, section table excepted, and takes them out of the rest. */
export function headerDifferences(images: ImagePair): Difference[] {
  const { before, after } = images;
  const differences = [
    ...dosStub(images),
    ...signature(images),
    ...record(images, 'coff_header', before.view.header, after.view.header),
    ...record(images, 'optional_header', before.view.optional, after.view.optional),
    ...directories(images),
  ];
  // A field that only one side has lies where the other side has something else.
  const fields = [...before.view.fields, ...after.view.fields];
  before.rest.takeOut(fields);
  after.rest.takeOut(fields);
  return differences;
}

function dosStub({ before, after }: ImagePair): Difference[] {
  const end = (side: Side): number => side.view.peOffset ?? 0;
  const stubs = [before, after].map((side) => side.view.bytes.subarray(0, end(side)));
  const [old = new Uint8Array(), now = new Uint8Array()] = stubs;
  const ranges = differentRanges(old, now, 3);
  before.rest.takeOut([[0, old.length]]);
  after.rest.takeOut([[0, now.length]]);
  if (ranges.length === 0 && old.length === now.length) return [];
  const [first] = ranges;
  const pointers = [old, now].map((stub) => hex(uint32At(stub, PE_POINTER.offset) ?? 0));
  const isPointer =
    first !== undefined &&
    first[0] >= PE_POINTER.offset &&
    first[0] < PE_POINTER.offset + PE_POINTER.size;
  const what = isPointer
    ? `e_lfanew, where the signature is: ${pointers.join(' → ')}`
    : first === undefined
      ? `${hex(old.length)} → ${hex(now.length)} bytes`
      : `at ${hex(first[0])}: ${hexBytes(old.subarray(...first))} → ${hexBytes(now.subarray(...first))}`;
  return [
    {
      key: 'dos_stub',
      message: `MS-DOS stub, ${what}${ranges.length > 1 ? ` (and ${ranges.length - 1} more)` : ''}`,
      before: isPointer ? (pointers[0] ?? null) : hexBytes(old),
      after: isPointer ? (pointers[1] ?? null) : hexBytes(now),
      details: ranges.flatMap(([from, to]) => [
        `- ${hex(from)}  ${hexBytes(old.subarray(from, to))}`,
        `+ ${hex(from)}  ${hexBytes(now.subarray(from, to))}`,
      ]),
    },
  ];
}

function signature({ before, after }: ImagePair): Difference[] {
  const text = ({ view }: Side): string => {
    if (view.peOffset === null) return 'no headers';
    const bytes = view.bytes.subarray(view.peOffset, view.peOffset + 4);
    return `${hexBytes(bytes)} at ${hex(view.peOffset)}`;
  };
  const [old, now] = [text(before), text(after)];
  if (old === now) return [];
  const problem = problemOf(after) ?? problemOf(before);
  return [
    {
      key: 'signature',
      message: `signature: ${old} → ${now}`,
      before: old,
      after: now,
      ...(problem === null ? {} : { cause: problem }),
    },
  ];
}

/** What a strict reader says of the headers. */
function problemOf({ view }: Side): string | null {
  try {
    const { is_image: isImage } = coff.Coff.init(view.bytes, false);
    return isImage ? null : 'no PE signature, so that loaders take the file for no image';
  } catch (error) {
    if (error instanceof coff.Error) return error.message;
    throw error;
  }
}

function record(
  images: ImagePair,
  prefix: string,
  before: object | null,
  after: object | null,
): Difference[] {
  if (before === null || after === null) {
    if (before === after) return [];
    const state = (there: object | null): string => (there === null ? 'not readable' : 'readable');
    return [
      {
        key: prefix,
        message: `${prefix}: ${state(before)} → ${state(after)}`,
        before: before && state(before),
        after: after && state(after),
      },
    ];
  }
  const old = new Map<string, unknown>(Object.entries(before));
  const now = new Map<string, unknown>(Object.entries(after));
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) =>
    fieldDifference(images, `${prefix}.${name}`, old.get(name), now.get(name)),
  );
}

/** One field of a header; [] if it is the same. The key ends with the field's name. */
export function fieldDifference(
  images: ImagePair,
  key: string,
  before: unknown,
  after: unknown,
): Difference[] {
  if (isSame(before, after)) return [];
  const name = key.slice(key.lastIndexOf('.') + 1);
  const text = (value: unknown): string | null =>
    value === undefined ? null : headerFieldText(name, value);
  const cause = causeOfHeaderField(images, key, before, after);
  const isFlags = typeof before === 'object' && typeof after === 'object' && name !== 'name';
  const change =
    isFlags && before !== null && after !== null
      ? flagChange(before, after)
      : `${text(before) ?? '(none)'} → ${text(after) ?? '(none)'}`;
  return [
    {
      key,
      message: `${key}: ${change}`,
      before: text(before),
      after: text(after),
      ...(cause === null ? {} : { cause }),
    },
  ];
}

function directories(images: ImagePair): Difference[] {
  const old = images.before.view.directories;
  const now = images.after.view.directories;
  return Array.from({ length: Math.max(old.length, now.length) }, (_, index) => {
    const name = coff.DirectoryEntry.name(index)?.toLowerCase() ?? `reserved${index}`;
    return (['virtual_address', 'size'] as const).flatMap((field) =>
      fieldDifference(
        images,
        `data_directory.${name}.${field}`,
        old[index]?.[field],
        now[index]?.[field],
      ),
    );
  }).flat();
}
