/** Names that Windows keeps for devices, whatever their suffix: con.incr cannot be read there. */
const DEVICE_NAME = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** @param name of a file, without folder and suffix */
export function isDeviceName(name: string): boolean {
  return DEVICE_NAME.test(name);
}
