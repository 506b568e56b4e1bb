import type { Image } from '../image/read/image';
import { UniqueNames } from '../text/numbers';
import { printable } from '../text/printable';

/** A function or variable that an image exports. */
export interface NamedExport {
  /** "DllMain"; "#12" for one without a name. */
  readonly name: string;
  readonly ordinal: number;
  readonly rva: number;
  /** "NTDLL.RtlAllocateHeap" where another DLL has it. */
  readonly forwarder: string | null;
}

/** What an image exports, each under a name that is the only one. */
export function exportedNames(image: Image): readonly NamedExport[] {
  const names = new UniqueNames();
  return (image.exports?.rows ?? []).map(({ name, ordinal, rva, forwarder }) => ({
    name: names.of(name === null ? `#${ordinal}` : printable(name)),
    ordinal,
    rva,
    forwarder: forwarder === null ? null : printable(forwarder),
  }));
}
