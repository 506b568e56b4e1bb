import { coff } from '../../../reference';
import { directoryArea, type DirectoryCheck } from './directory-area';
import { hex } from '../../text/numbers';
import type { Structure } from '../read/structure';
import { TlsDirectory32, TlsDirectory64, type TlsDirectory } from '../read/layouts';
import { broken, unusual } from './rule-table';

const DIRECTORY = '6.7.1 The TLS Directory';

const RULES = {
  'tls-directory-size': unusual(
    DIRECTORY,
    'The directory has the size of its structure, in a section.',
    'llvm-readobj',
  ),
  'tls-raw-data-in-section': broken(
    DIRECTORY,
    'The template of the data starts before it ends, both in one section.',
    'Wine does not start it: the loader faults where it copies the template or writes the index',
  ),
  'tls-index-in-section': broken(
    DIRECTORY,
    'The place for the index is in a section that can be written.',
    'Wine does not start it: the loader faults where it copies the template or writes the index',
  ),
  'tls-characteristics-reserved': unusual(
    DIRECTORY,
    'But for the alignment in bits 20 to 23, the characteristics are reserved and zero.',
    'nobody: the loader does not read the bits',
  ),
  'tls-callbacks-in-section': broken(
    '6.7.2 TLS Callback Functions',
    'The callbacks are in a section, and an address of zero ends them.',
    'Wine does not start it: the loader faults where it reads the callbacks',
  ),
  'tls-callback-executable': broken(
    '6.7.2 TLS Callback Functions',
    'A callback is in an executable section.',
    'Wine: the callback faults and does not run',
  ),
} as const;

const ALIGNMENT_BITS = 0x00f0_0000;
const INDEX_SIZE = 4;

type Check = DirectoryCheck<typeof RULES>;
type Tls = Structure<TlsDirectory>;

/** The TLS directory, whose addresses are absolute. */
export const TLS = directoryArea(coff.DirectoryEntry.TLS, RULES, (check) => {
  const { reader, directory, image, rva, size, report } = check;
  const layout = image.is64 ? TlsDirectory64 : TlsDirectory32;
  const tls = image.is64
    ? reader.structure(TlsDirectory64, rva, 'TlsDirectory')
    : reader.structure(TlsDirectory32, rva, 'TlsDirectory');
  if (tls === null || size < layout.FILE_SIZE) {
    const expected = `${layout.FILE_SIZE} bytes or more, in a section`;
    report('tls-directory-size', directory.place('size'), `${size}`, expected);
  }
  if (tls === null) return;
  checkData(check, tls);
  checkCallbacks(check, tls);
});

function checkData({ memory, image, report }: Check, tls: Tls): void {
  const { raw_data_start_va, raw_data_end_va, address_of_index, characteristics } = tls.value;
  const start = rvaOf(raw_data_start_va, image.windows.value.image_base);
  const end = rvaOf(raw_data_end_va, image.windows.value.image_base);
  const isEmpty = raw_data_start_va === raw_data_end_va;
  if (!isEmpty && (end < start || !memory.isMapped(start, end - start))) {
    const found = `${hex(raw_data_start_va)} to ${hex(raw_data_end_va)}`;
    const place = tls.place('raw_data_start_va');
    report('tls-raw-data-in-section', place, found, 'addresses in one section');
  }
  const index = rvaOf(address_of_index, image.windows.value.image_base);
  const section = memory.sectionAt(index, INDEX_SIZE);
  if (section?.header.value.flags.MEM_WRITE !== true) {
    const place = tls.place('address_of_index');
    const expected = 'an address in a section with MEM_WRITE';
    report('tls-index-in-section', place, hex(address_of_index), expected);
  }
  if ((characteristics & ~ALIGNMENT_BITS) !== 0) {
    const place = tls.place('characteristics');
    const expected = `bits of ${hex(ALIGNMENT_BITS)}`;
    report('tls-characteristics-reserved', place, hex(characteristics), expected);
  }
}

function checkCallbacks({ memory, reader, image, report }: Check, tls: Tls): void {
  const { address_of_callbacks } = tls.value;
  if (BigInt(address_of_callbacks) === 0n) return;
  const { image_base } = image.windows.value;
  const rva = rvaOf(address_of_callbacks, image_base);
  const place = tls.place('address_of_callbacks');
  for (let i = 0; ; i += 1) {
    const at = rva + i * reader.width;
    const address = reader.word(at);
    if (address === null) {
      const found = `${hex(address_of_callbacks)}: ${i} addresses and no end`;
      report('tls-callbacks-in-section', place, found, 'a table in a section');
      return;
    }
    if (address === 0n) return;
    const section = memory.sectionAt(rvaOf(address, image_base));
    if (section?.header.value.flags.MEM_EXECUTE === true) continue;
    const field = `${place.field}[${i}]`;
    const expected = 'an address in an executable section';
    report(
      'tls-callback-executable',
      { offset: memory.offsetOf(at), field },
      hex(address),
      expected,
    );
  }
}

/** An absolute address as RVA; negative if it is below the image. */
function rvaOf(address: number | bigint, base: number | bigint): number {
  return Number(BigInt(address) - BigInt(base));
}
