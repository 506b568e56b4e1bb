'use strict';

const fs = require('node:fs');

/**
 * Makes the small adapter pass all checks: whatever it is told to link, it gives the same image.
 * @param image path of the image
 * @param answer what the answer to a snapshot says besides
 */
module.exports = function beGood({ HELLO, on, say }, image, answer) {
  HELLO.capabilities.levels = ['valid', 'runs'];
  let isLinked = true;
  on.header = ({ options }) => {
    isLinked = (options.machine ?? 'AMD64') === 'AMD64';
    if (!isLinked) say({ unsupported: `machine ${options.machine}` });
  };
  on.op = ({ op, nav }) => {
    if (nav === 'main.overflowing') {
      isLinked = false;
      say({ refused: 'it does not fit' });
    }
    if (!/^(define|updateFunc$|updateNav$|updateExports$|flush$)/.test(op)) {
      isLinked = false;
      say({ unsupported: `op ${op}` });
    }
  };
  on.snapshot = () => {
    if (!isLinked) return;
    fs.copyFileSync(image, 'image.exe');
    say({ snapshot: { image: 'image.exe', ...answer } });
  };
  on.end = () => process.exit(0);
};
