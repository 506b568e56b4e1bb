import { NoRunner } from './no-runner';
import { ProvenRunner } from './runner-probe';
import { Wine, type WineOptions } from './wine';
import { WindowsRunner } from './windows-runner';
import { WineRunner } from './wine-runner';

/**
 * What runs images on this host: Windows itself, Wine if it is installed, or nothing. It proves
 * itself before it is believed.
 */
export function findRunner(options: WineOptions = {}): ProvenRunner {
  if (process.platform === 'win32') return new ProvenRunner(new WindowsRunner());
  const wine = Wine.find(options);
  return new ProvenRunner(wine === null ? new NoRunner() : new WineRunner(wine));
}
