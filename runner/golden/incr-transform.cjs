/** Makes a test file of a case file: jest runs `cases/*.incr` as it runs any other test. */
module.exports = {
  process(_text, file) {
    const tests = JSON.stringify(require.resolve('./case-tests.ts'));
    return { code: `require(${tests}).testCase(${JSON.stringify(file)});` };
  },
};
