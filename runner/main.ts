#!/usr/bin/env node
import { keepCompiledCode } from './system/compiled-code';
import { isWorthAThread, startEarly } from './case/reading-thread/script-thread';

keepCompiledCode();
const [, , command, ...args] = process.argv;
const script = command === 'replay' ? args.find((arg) => isWorthAThread(arg)) : undefined;
if (script !== undefined) startEarly(script);
// After the lines above, so that the program's code is kept, and loaded beside the thread.
// eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would come first
require('./coff2');
