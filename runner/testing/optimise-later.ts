import { setFlagsFromString } from 'node:v8';

// Jest compiles all modules anew for each suite, and most suites end soon. V8 optimises functions that
// took a while; most of what it optimises here is thrown away before that pays. So it is told to wait
// for longer (bytes of bytecode run, as V8 counts). Nothing that is tested depends on it.
setFlagsFromString('--interrupt-budget=2000000');
