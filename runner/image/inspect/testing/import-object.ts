import { coff } from '../../../../reference';

/**
 * A member of an import library.
 *
 * @param strings what follows the header, with NULs
 */
export function importObjectFile(
  strings: string,
  nameType: coff.ImportNameType = coff.ImportNameType.NAME,
): Uint8Array {
  const { SIZE } = coff.ImportHeader;
  const data = new TextEncoder().encode(strings);
  const bytes = new Uint8Array(SIZE + data.length);
  coff.ImportHeader.write(bytes, 0, {
    sig1: coff.IMAGE.FILE.MACHINE.UNKNOWN,
    sig2: 0xffff,
    version: 0,
    machine: coff.IMAGE.FILE.MACHINE.AMD64,
    time_date_stamp: 0,
    size_of_data: data.length,
    hint: 5,
    types: { type: coff.ImportType.CODE, name_type: nameType, reserved: 0 },
  });
  bytes.set(data, SIZE);
  return bytes;
}
