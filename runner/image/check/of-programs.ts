import { coff } from '../../../reference';
import type { CheckedImage } from './checked-image';

/**
 * Whether an image is one of the programs of Windows, or of their DLLs: no driver, and not for EFI.
 *
 * PE Format, 3.4.2 Optional Header Windows-Specific Fields, Windows Subsystem.
 */
export function isOfPrograms({ value: { subsystem } }: CheckedImage['windows']): boolean {
  return subsystem === coff.Subsystem.WINDOWS_GUI || subsystem === coff.Subsystem.WINDOWS_CUI;
}
