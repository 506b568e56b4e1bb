import { MINGW_LINKERS, mingwLinker } from './mingw-linker';
import { differsFromDamaged } from './damaged-copies';
import { soakCheck } from './image-check';
import { soakPair, type SoakedImage } from './image-pair';
import { inGeneral, type SoakLog } from './soak-log';
import type { TargetMachine } from './toolchain';
import type { WorkFolder } from './work-folder';

/** An object that is linked with the runtime of MinGW. */
export interface RuntimeSoak {
  /** "gcc-i686-O2". */
  readonly name: string;
  readonly machine: TargetMachine;
  /** The name of the object in the folder. */
  readonly object: string;
  readonly isCollected: boolean;
  /** Damages that are tried of each image. */
  readonly tried: number;
  readonly seed: number;
}

/** Links an object by GNU ld and by LLD, compares the images, and each with damaged copies of itself. */
export async function soakRuntime(
  { name, machine, object, isCollected, tried, seed }: RuntimeSoak,
  folder: WorkFolder,
  log: SoakLog,
): Promise<void> {
  const images: SoakedImage[] = [];
  for (const linker of MINGW_LINKERS) {
    const image = `${name}.${linker.replace(' ', '-')}.exe`;
    const [program, ...first] = mingwLinker(linker, machine);
    const why = await folder.run(program, [
      ...[...first, object, ...(isCollected ? ['-Wl,--gc-sections'] : [])],
      ...['-o', image],
    ]);
    if (why !== null) {
      log.count(`not linked: ${inGeneral(why)}`);
      continue;
    }
    const soaked = {
      linker,
      file: folder.file(image),
      bytes: folder.read(image),
    };
    images.push(soaked);
    soakCheck(`${soaked.linker}, ${name}`, soaked.file, soaked.bytes, log);
    differsFromDamaged(soaked, { tried, seed }, log);
  }
  const [a, b] = images;
  if (a !== undefined && b !== undefined) soakPair(`${name}, with runtime`, [a, b], log);
}
