#!/usr/bin/env node
import { keepCompiledCode } from './system/compiled-code';

keepCompiledCode();
// After the line above, so that the program's code is kept: an import would come before it.
// eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would come first
require('./coff2');
