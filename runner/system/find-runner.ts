import { NoRunner } from './no-runner';
import type { ProgramRunner } from './program-runner';
import { Wine } from './wine';
import { WindowsRunner } from './windows-runner';
import { WineRunner } from './wine-runner';

/** What runs images on this host: Windows itself, Wine if it is installed, or nothing. */
export function findRunner(): ProgramRunner {
  if (process.platform === 'win32') return new WindowsRunner();
  const wine = Wine.find();
  return wine === null ? new NoRunner() : new WineRunner(wine);
}
