import { config } from 'zod';
import type { ExplorerData } from '../explorer-data';

// The page allows no code that is made of text. Schemas would try it, and Firefox reports the attempt.
config({ jitless: true });

/** What the scripts beside this one have set, and what is set here for the disassembler. */
interface Globals {
  readonly coff2ExplorerData?: ExplorerData;
  /** iced-x86's WebAssembly, in base64. */
  readonly coff2Disassembler?: string;
  coff2DisassemblerModule?: WebAssembly.Module;
}

const globals = globalThis as typeof globalThis & Globals;

/** The program of the page, without a page: what a test asks of the bundle in Node.js. */
export async function load(): Promise<typeof import('./parts.js')> {
  const text = globals.coff2Disassembler;
  if (text === undefined) throw new Error('disassembler.js is missing beside explorer.js');
  const bytes = bytesOf(text);
  globals.coff2DisassemblerModule ??= await WebAssembly.compile(bytes);
  // Loaded only now, because the disassembler starts when it is loaded.
  return import('./parts.js');
}

/** The bytes of a text in base64. `Uint8Array.from` iterates over it, which takes a tenth of a second. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
}

async function start(): Promise<void> {
  const root = document.getElementById('page');
  const data = globals.coff2ExplorerData;
  if (root === null || data === undefined) throw new Error('cases.js is missing beside the page');
  const { App } = await load();
  new App(root, data);
}

if (typeof document !== 'undefined') {
  start().catch((error: unknown) => {
    const told = document.createElement('p');
    told.setAttribute('role', 'alert');
    told.textContent = `The explorer could not start: ${String(error)}`;
    document.body.prepend(told);
    throw error;
  });
}
