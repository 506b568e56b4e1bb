import { coff } from '../../../reference';
import type { Headers } from '../read/headers';

const { Subsystem } = coff;

const EFI_SUBSYSTEMS: readonly number[] = [
  Subsystem.EFI_APPLICATION,
  Subsystem.EFI_BOOT_SERVICE_DRIVER,
  Subsystem.EFI_RUNTIME_DRIVER,
  Subsystem.EFI_ROM,
];

/**
 * Whether an image is for EFI. Its loader (EDK II, BasePeCoffLib) copies each section to its address,
 * wherever the others are, and applies relocations from any address on.
 */
export function isForEfi({ windows }: Pick<Headers, 'windows'>): boolean {
  return windows !== null && EFI_SUBSYSTEMS.includes(windows.value.subsystem);
}
