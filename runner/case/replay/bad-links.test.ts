import {
  AMD64,
  badLink,
  describeRefusals,
  FIELD,
  I386,
  MAIN_F,
  relocated,
  to,
  type BadScript,
} from '../../cli/testing/bad-script';
import { emptyFunction } from '../../testing/script-lines';

const FLUSH = { op: 'flush' };

const CALLS_LAZY = { ...emptyFunction('main.f'), content: [FIELD, to({ lazy: ['code', 'E'] })] };
const IMPORTS = { ...emptyFunction('main.f'), content: [FIELD, to({ global: ['f', 'k'] })] };
const ERRORS = {
  ...emptyFunction('main.f'),
  content: [FIELD, to({ lazy: ['const_data', 'anyerror'] })],
};

/** What only the linker knows: the op is named in which it comes out. */
const LINKING: readonly BadScript[] = [
  badLink(
    'a lazy symbol without a definition, in a flush',
    AMD64,
    [CALLS_LAZY, FLUSH],
    'flush',
    'the lazy code of type E is needed now, and nothing has defined it yet',
  ),
  badLink(
    'a lazy symbol without a definition, in an idle',
    AMD64,
    [CALLS_LAZY, { op: 'idle' }],
    'idle',
    'the lazy code of type E is needed now, and nothing has defined it yet',
  ),
  badLink(
    'a lazy symbol without a definition, in the flush of an export',
    AMD64,
    [CALLS_LAZY, { op: 'updateExports', exported: MAIN_F, names: ['a'] }],
    'updateExports main.f',
    'the lazy code of type E is needed now, and nothing has defined it yet',
  ),
  badLink(
    'the set of all errors without a definition',
    AMD64,
    [ERRORS, { op: 'updateErrorData' }],
    'updateErrorData',
    'the lazy const_data of type anyerror is needed now, and nothing has defined it yet',
  ),
  badLink('an import on I386', I386, [IMPORTS, FLUSH], 'flush', 'it cannot import f from k.dll'),
  overflow('ADDR32, at an image base above 4 GiB', AMD64, relocated('ADDR32'), 32),
  overflow('ADDR32NB, of a place before the image', AMD64, relocated('ADDR32NB', -0x10000), 32),
  overflow('REL32, too far ahead', AMD64, relocated('REL32', 2 ** 31 + 4), 32),
  overflow('REL32, too far after', AMD64, relocated('REL32', -(2 ** 31) - 1), 32),
  overflow('ADDR64, of a place before the image', AMD64, relocated('ADDR64', -(2 ** 40)), 64),
  overflow('DIR16', I386, relocated('DIR16'), 16),
  overflow('REL16, too far', I386, relocated('REL16', 0x8002), 16),
  overflow('DIR32, above 4 GiB', I386, relocated('DIR32', 2 ** 32), 32),
  unapplied('SECREL', AMD64),
  unapplied('SECTION', AMD64),
  unapplied('TOKEN', AMD64),
  unapplied('SECREL', I386),
  unapplied('SEG12', I386),
  badLink(
    'an ADDR64 that passes the end of its node',
    { ...AMD64, optimize: 'ReleaseSmall' },
    [{ ...emptyFunction('main.f'), content: [{ rebase: 4 }, FIELD, to(MAIN_F, 'ADDR64')] }, FLUSH],
    'flush',
    'the field passes the end of its node, which has 6 bytes',
  ),
  tooLarge('a fill of a tebibyte', { content: [{ splat: [0, 2 ** 40] }] }),
  tooLarge('room for a tebibyte', { content: [{ rebase: 2 ** 40 }] }),
  tooLarge('an alignment of 4 GiB', { align: 2 ** 32, content: ['90'] }),
  tooLarge('the largest alignment', { align: 2 ** 52, content: ['90'] }),
];

/** The relocation is applied by the flush, once the function has its address. */
function overflow(title: string, options: object, op: object, bits: number): BadScript {
  return badLink(title, options, [op, FLUSH], 'flush', `does not fit its field of ${bits} bits`);
}

function unapplied(type: string, options: { readonly machine: string }): BadScript {
  return badLink(
    `${type} on ${options.machine}, which upstream has no code for`,
    options,
    [relocated(type), FLUSH],
    'flush',
    `${type} relocation at nav main.f+0x0 to nav main.f: the real linker does not apply ` +
      'relocations of this type',
  );
}

function tooLarge(title: string, fields: object): BadScript {
  const op = { ...emptyFunction('main.f'), ...fields };
  return badLink(title, AMD64, [op], 'updateFunc main.f', 'this linker keeps it below 2147483648');
}

describeRefusals('by the linker', LINKING);
