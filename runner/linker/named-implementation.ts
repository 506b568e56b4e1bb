import * as path from 'node:path';
import { HOST_NAMES, type HostName } from '../../reference';
import { packageRoot } from '../system/package-root';
import { findProgram } from '../system/find-program';
import { AdapterImplementation } from './adapter';
import type { ConfiguredLinker } from './config';
import { GNU_LD } from './installed/gnu-ld';
import { LLD_LINK } from './installed/lld-link';
import type { Implementation } from './implementation';
import { REFERENCE } from './reference';
import { GOLDEN_HOST } from '../case/golden-host';

/** Linkers that come with the suite. */
export const BUILT_IN = ['reference', 'reference-process', 'lld-link', 'gnu-ld'] as const;

/** Limits of all adapters, unless the configuration gives others. */
export interface Limits {
  /** Milliseconds for a case. */
  readonly timeout: number;
  /** Bytes of an image. */
  readonly maxImage: number;
}

/** A linker to judge, and the file of its expectations; null if there is none. */
export interface JudgedLinker {
  readonly implementation: Implementation;
  readonly expectations: string | null;
  /** The name that its expectations are about. */
  readonly expectedAs: string;
}

const MIB = 0x10_0000;

/**
 * The linker of a name: one that comes with the suite, or one that the configuration names.
 * @returns null if there is none
 */
export function namedImplementation(
  name: string,
  configured: ReadonlyMap<string, ConfiguredLinker>,
  limits: Limits,
): JudgedLinker | null {
  switch (name) {
    case 'reference':
      return inTheBox(REFERENCE, 'reference');
    case 'reference-process': {
      const command = [process.execPath, program('main.js'), 'serve'];
      const settings = { name, command, ...limits, hosts: HOST_NAMES, isReference: true };
      return inTheBox(new AdapterImplementation(settings), 'reference');
    }
    case 'lld-link':
    case 'gnu-ld': {
      const command = [process.execPath, program('linker/installed/main.js'), name];
      return inTheBox(adapted(name, command, limits), name);
    }
  }
  const linker = configured.get(name);
  if (linker === undefined) return null;
  const { command, env, timeout, maxImage, hosts, expectations = null } = linker;
  const own: Limits = {
    timeout: timeout === undefined ? limits.timeout : timeout * 1000,
    maxImage: maxImage === undefined ? limits.maxImage : maxImage * MIB,
  };
  return {
    implementation: adapted(name, command, own, hosts, env),
    expectations,
    expectedAs: name,
  };
}

/**
 * Why a linker in the box cannot be judged here; null if it can, or if the name means another.
 * @param searchPath as the environment's PATH
 */
export function missingInstalled(name: string, searchPath: string): string | null {
  const linker = [LLD_LINK, GNU_LD].find((one) => one.name === name);
  if (linker === undefined) return null;
  if (findProgram(linker.program, searchPath) !== null) return null;
  return `${name} is not installed (${linker.install})`;
}

/** A linker behind the protocol. Most follow no host's layout: one host stands for all. */
export function adapted(
  name: string,
  command: readonly string[],
  limits: Limits,
  hosts: readonly HostName[] = [GOLDEN_HOST],
  environment: Readonly<Record<string, string>> = {},
): Implementation {
  const settings = { name, command, environment, ...limits, hosts, isReference: false };
  return new AdapterImplementation(settings);
}

function inTheBox(implementation: Implementation, expectedAs: string): JudgedLinker {
  const expectations = path.join(packageRoot(), 'expectations', `${expectedAs}.json`);
  return { implementation, expectations, expectedAs };
}

function program(file: string): string {
  return path.join(packageRoot(), 'dist', 'runner', file);
}
