import * as fs from 'node:fs';
import * as path from 'node:path';
import type { HostName, ImageBytes, InPlaceFile } from '../../reference';
import type { linkCase as LinkCase } from '../case/case-replay';

/**
 * What a file holds that an image is written to as to one that is patched in place later.
 * @param InPlace the class of the linker that made the image
 * @param folder for the file; it is made
 */
export function writePatched(
  image: ImageBytes,
  InPlace: typeof InPlaceFile,
  folder: string,
): Uint8Array {
  fs.mkdirSync(folder, { recursive: true });
  const target = path.join(folder, 'fresh');
  const file = new InPlace(target, image);
  try {
    file.patch();
    return fs.readFileSync(target);
  } finally {
    file.close();
  }
}

/**
 * Links cases with the image of each host in a file that is patched in place, and gives what the file holds: so a
 * linker that patches is judged by what it wrote, as a foreign one is.
 * @param InPlace the class of the linker that `linkCase` uses
 * @param folder for the files; it is made
 */
export function linkPatched(
  linkCase: typeof LinkCase,
  InPlace: typeof InPlaceFile,
  folder: string,
): typeof LinkCase {
  return (read, file, hosts, isMapped) => {
    fs.mkdirSync(folder, { recursive: true });
    const patched = new Map<HostName, InPlaceFile>();
    try {
      return linkCase(read, file, hosts, isMapped, (image, host) => {
        const target = path.join(folder, host);
        let inPlace = patched.get(host);
        if (inPlace === undefined) patched.set(host, (inPlace = new InPlace(target, image)));
        inPlace.patch();
        return fs.readFileSync(target);
      });
    } finally {
      for (const inPlace of patched.values()) inPlace.close();
    }
  };
}
