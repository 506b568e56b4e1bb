import { coff } from '../../../reference';
import { headerArea } from './area';
import { hex } from '../../text/numbers';
import { Structure } from '../read/structure';
import { CertificateEntry } from '../read/layouts';
import { broken, unusual } from './rule-table';

const TABLE = '5.7 The Attribute Certificate Table (Image Only)';

const RULES = {
  'certificates-in-file': broken(
    TABLE,
    'The certificates, whose address is a file offset, are in the file and behind all sections.',
    'not tried: only Windows verifies signatures (WinVerifyTrust), and could not',
  ),
  'certificates-aligned': broken(
    TABLE,
    'The certificates start at a multiple of 8 bytes.',
    'not tried: only Windows verifies signatures, and would not find the next certificate',
  ),
  'certificate-length': broken(
    TABLE,
    'Certificates, each rounded up to 8 bytes, follow one another to the end of the directory.',
    'not tried: only Windows verifies signatures, and would not find the next certificate',
  ),
  'certificate-revision': unusual(
    TABLE,
    'The revision is 0x100 or 0x200.',
    'nobody but who verifies signatures',
  ),
  'certificate-type': unusual(
    TABLE,
    'The type is one of the four that there are.',
    'nobody but who verifies signatures',
  ),
} as const;

const ALIGNMENT = 8;
const REVISIONS: readonly number[] = [0x100, 0x200];
/** X509, PKCS_SIGNED_DATA, RESERVED_1 and TS_STACK_SIGNED. */
const TYPES: readonly number[] = [1, 2, 3, 4];

/** The attribute certificate table: signatures. */
export const CERTIFICATES = headerArea(RULES, ({ bytes, directories, sections }, report) => {
  const directory = directories[coff.DirectoryEntry.SECURITY]?.entry;
  if (directory === undefined) return;
  const { virtual_address: start, size } = directory.value;
  if (start === 0) return;
  const place = directory.place('virtual_address');
  const sectionsEnd = sections.reduce(
    (most, { rawStart, rawEnd }) => (rawEnd > rawStart ? Math.max(most, rawEnd) : most),
    0,
  );
  if (start < sectionsEnd || start + size > bytes.length) {
    const found = `${hex(start)} to ${hex(start + size)}`;
    const expected = `an offset of ${hex(sectionsEnd)} to ${hex(bytes.length)}`;
    report('certificates-in-file', place, found, expected);
    return;
  }
  if (start % ALIGNMENT !== 0) {
    report('certificates-aligned', place, hex(start), `a multiple of ${ALIGNMENT}`);
  }
  let offset = start;
  for (let i = 0; offset < start + size; i += 1) {
    const name = `CertificateEntry[${i}]`;
    const entry = Structure.read(CertificateEntry, name, bytes.subarray(0, start + size), offset);
    const length = entry?.value.length ?? 0;
    if (entry === null || length < CertificateEntry.FILE_SIZE || offset + length > start + size) {
      const left = start + size - offset;
      const expected = `${CertificateEntry.FILE_SIZE} to ${left} bytes`;
      const at = entry?.place('length') ?? { offset, field: name };
      report('certificate-length', at, `${length} bytes`, expected);
      return;
    }
    const { revision, certificate_type } = entry.value;
    if (!REVISIONS.includes(revision)) {
      const at = entry.place('revision');
      report('certificate-revision', at, hex(revision), '0x100 or 0x200');
    }
    if (!TYPES.includes(certificate_type)) {
      report('certificate-type', entry.place('certificate_type'), `${certificate_type}`, '1 to 4');
    }
    offset += Math.ceil(length / ALIGNMENT) * ALIGNMENT;
  }
});
