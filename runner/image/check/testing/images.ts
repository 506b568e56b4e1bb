import * as fs from 'node:fs';
import * as path from 'node:path';
import { coff } from '../../../../reference';
import { packageRoot } from '../../../system/package-root';
import { CertificateEntry } from '../../read/layouts';
import type { ImageName } from './corruption';
import { ImageEditor } from '../image-editor';

/** An image to start from, as it is. */
export function validImage(name: ImageName): Uint8Array {
  switch (name) {
    case 'golden':
      return read('goldens', 'imports_grow', '08-called-the-other-way-round.exe');
    case 'features.dll':
    case 'program.exe':
      return read('runner', 'image', 'check', 'fixtures', name);
    case 'signed.dll':
      return signed(read('runner', 'image', 'check', 'fixtures', 'features.dll'));
  }
}

function read(...names: readonly string[]): Uint8Array {
  return new Uint8Array(fs.readFileSync(path.join(packageRoot(), ...names)));
}

/** With two certificates behind it, whose contents are zeroes. */
function signed(bytes: Uint8Array): Uint8Array {
  const editor = new ImageEditor(bytes);
  const table = new Uint8Array(40);
  CertificateEntry.write(table, 0, { length: 20, revision: 0x200, certificate_type: 2 });
  CertificateEntry.write(table, 24, { length: 16, revision: 0x200, certificate_type: 2 });
  editor.setDirectory(coff.DirectoryEntry.SECURITY, 'virtual_address', bytes.length);
  editor.setDirectory(coff.DirectoryEntry.SECURITY, 'size', table.length);
  editor.append(table);
  return editor.bytes;
}
