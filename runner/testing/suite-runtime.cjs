const { default: Runtime } = require('jest-runtime');

/** What needs modules of its own: they are to have stand-ins, or to be loaded when the suite says so. */
const OWN_MODULES = /\bjest\s*\.\s*(?:doMock|isolateModules|mock|requireActual|resetModules)/;

/** Belongs to one suite: tests, their helpers (which call jest's functions of that suite), and what extends jest. */
const OF_THE_SUITE =
  /\.incr$|\.test\.ts$|[\\/]testing[\\/]|case-tests\.ts$|[\\/]node_modules[\\/](?:@?jest|expect)\b/;

/** Those of jest's own modules that keep something of one suite: its tests, what it expects, its snapshots. */
const KEEPS_A_SUITE =
  /[\\/]node_modules[\\/](?:jest-(?:circus|snapshot)[\\/]build|(?:@jest[\\/])?expect)[\\/]/;

/** Loads modules that suites of this process share; made with the first suite. @type {Runtime | null} */
let shared = null;

/** The text of each file of two collections. @extends {Map<string, string>} */
class SourceMaps extends Map {
  constructor(...collections) {
    super();
    this.collections = collections;
  }

  get(file) {
    return this.collections.map((maps) => maps.get(file)).find((text) => text !== undefined);
  }
}

/**
 * Jest's runtime loads each module anew for each suite, and V8 compiles and optimises its functions anew. Here the
 * suites of one process share the project's modules and the packages, as all modules of a program do. Tests, their
 * helpers, and what jest keeps of a suite stay each suite's own.
 */
module.exports = class SuiteRuntime extends Runtime {
  /** @param {ConstructorParameters<typeof Runtime>} of */
  constructor(...of) {
    const [, environment, , , texts, , file, { collectCoverage, watch, watchAll }] = of;
    // Between two runs of one process modules change, and what they count belongs to one suite. Jest's constructor
    // empties the texts.
    const shares =
      environment.isKept === true &&
      !(collectCoverage || watch || watchAll) &&
      !OWN_MODULES.test(texts.get(file) ?? '');
    super(...of);
    this.shares = shares;
    if (this.shares) shared ??= new Runtime(...of);
  }

  requireModule(from, name, options, ...more) {
    const isOwn =
      shared === null ||
      this.shares !== true ||
      name === undefined ||
      this._resolution.isCoreModule(name);
    const own = options?.isInternalModule === true ? KEEPS_A_SUITE : OF_THE_SUITE;
    if (isOwn || own.test(this._resolution.resolveCjs(from, name))) {
      return super.requireModule(from, name, options, ...more);
    }
    return shared.requireModule(from, name, options);
  }

  /** Errors of shared modules name their lines, too. */
  getSourceMaps() {
    const own = super.getSourceMaps();
    return shared === null ? own : new SourceMaps(own, shared.getSourceMaps());
  }
};
