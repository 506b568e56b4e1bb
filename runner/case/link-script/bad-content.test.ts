import {
  badContent,
  badReloc,
  describeRefusals,
  I386,
  MAIN_F,
  relocated,
  to,
  type BadScript,
} from '../../cli/testing/bad-script';
import { scriptLines } from '../../testing/script-lines';

const UNSAFE = 2 ** 53;

const CONTENT: readonly BadScript[] = [
  badContent('an odd number of hex digits', ['909'], 'content[0]: an odd number of digits (3)'),
  badContent(
    'a letter that is not a hex digit',
    ['90', '9g'],
    'content[1]: "g", which is not a hex digit',
  ),
  badContent('a prefix of hex digits', ['0x90'], 'content[0]: "x", which is not a hex digit'),
  badContent('digits of another script', ['٩٠'], 'content[0]: "٩", which is not a hex digit'),
  badContent('a number', [90], 'content[0]: expected an object, got 90'),
  badContent('null', [null], 'content[0]: expected an object, got null'),
  badContent('a list', [['90']], 'content[0]: expected an object, got '),
  badContent('an unknown item', [{ fill: 1 }], 'content[0]: expected hex bytes, or an object with'),
  badContent('an item without fields', [{}], 'got the fields (none)'),
  badContent('an item of two kinds', [{ splat: [0, 1], rebase: 1 }], 'unknown field "rebase"'),
  badContent('an item with a field too many', [{ rebase: 1, addend: 0 }], 'unknown field "addend"'),
  badContent(
    'a fill with 256',
    [{ splat: [256, 1] }],
    'splat[0]: expected a byte, 0 to 255, got 256',
  ),
  badContent('a fill with half a byte', [{ splat: [0.5, 1] }], 'splat[0]: expected an integer'),
  badContent(
    'a fill of -1',
    [{ splat: [0, -1] }],
    'content[0].splat[1]: expected an integer from 0',
  ),
  badContent('a fill of 2^53', [{ splat: [0, UNSAFE] }], 'splat[1]: expected an integer from 0'),
  badContent('a fill of no length', [{ splat: [0] }], 'splat: expected [byte, count], got '),
  badContent('a fill of three', [{ splat: [0, 1, 2] }], 'splat: expected [byte, count], got '),
  badContent('room for -1', [{ rebase: -1 }], 'content[0].rebase: expected an integer from 0'),
  badContent('room for half a byte', [{ rebase: 0.5 }], 'rebase: expected an integer from 0'),
  badContent(
    'room for "8"',
    [{ rebase: '8' }],
    'rebase: expected an integer from 0 to 2^53-1, got "8"',
  ),
  badContent(
    'a pointer to a global',
    [{ ptr: { global: ['f', null] } }],
    'nav or a uav, got a global',
  ),
  badContent(
    'a pointer to lazy code',
    [{ ptr: { lazy: ['code', 'E'] } }],
    'nav or a uav, got a lazy',
  ),
  badContent('a pointer to text', [{ ptr: 'main.f' }], 'ptr: expected an object, got "main.f"'),
  badContent('a pointer with a type', [{ ptr: MAIN_F, type: 'ADDR64' }], 'unknown field "type"'),
  badContent('a pointer + 2^53', [{ ptr: MAIN_F, addend: UNSAFE }], 'addend: expected an integer'),
  badContent(
    'a pointer to an unknown uav',
    [{ ptr: { uav: 'u' } }],
    'no uav "u" was defined before',
  ),
];

const RELOCS: readonly BadScript[] = [
  badReloc('no type', { reloc: MAIN_F }, 'content[1].type: expected a string, got nothing'),
  badReloc('a type that is a number', { reloc: MAIN_F, type: 4 }, 'expected a string, got 4'),
  badReloc(
    'an unknown type',
    { reloc: MAIN_F, type: 'REL64' },
    'IMAGE.REL.AMD64 has no type "REL64"',
  ),
  badReloc('a type in lower case', { reloc: MAIN_F, type: 'rel32' }, 'has no type "rel32"'),
  badReloc(
    'a type of I386',
    { reloc: MAIN_F, type: 'DIR32' },
    'IMAGE.REL.AMD64 has no type "DIR32"',
  ),
  {
    title: 'a type of AMD64 on I386',
    script: scriptLines({ linkScript: 1, options: I386 }, relocated('ADDR64')),
    line: 2,
    subject: 'op 1 (updateFunc main.f)',
    reason: 'content[2].type: IMAGE.REL.I386 has no type "ADDR64"',
  },
  badReloc('a target of two kinds', to({ ...MAIN_F, uav: 'u' }), 'reloc: unknown field "uav"'),
  badReloc('a target of no kind', to({ func: 'f' }), 'expected an object with nav, uav, lazy or'),
  badReloc('a target that is text', to('main.f'), 'content[1].reloc: expected an object'),
  badReloc('a nav that is a number', to({ nav: 5 }), 'content[1].reloc.nav: expected a string'),
  badReloc('a uav that is not defined', to({ uav: 'u' }), 'reloc.uav: no uav "u" was defined'),
  badReloc('an unknown lazy kind', to({ lazy: ['data', 'E'] }), 'expected "code" or "const_data"'),
  badReloc('a lazy symbol of no type', to({ lazy: ['code'] }), 'lazy: expected [kind, type]'),
  badReloc(
    'a global without its DLL',
    to({ global: ['f'] }),
    'global: expected [name, DLL or null]',
  ),
  badReloc(
    'a NUL in a global',
    to({ global: ['f\0', null] }),
    'global[0]: a name in the image cannot',
  ),
  badReloc('a NUL in a DLL', to({ global: ['f', 'k\0'] }), 'global[1]: a name in the image cannot'),
  badReloc('a field too many', { ...to(MAIN_F), size: 4 }, 'content[1]: unknown field "size"'),
  badReloc('an addend of 2^53', { ...to(MAIN_F), addend: UNSAFE }, 'addend: expected an integer'),
  badReloc(
    'a fraction of an addend',
    { ...to(MAIN_F), addend: 0.5 },
    'addend: expected an integer',
  ),
  badReloc('an offset of 2^53', { ...to(MAIN_F), offset: UNSAFE }, 'offset: expected an integer'),
  badReloc(
    'a place before the content',
    { ...to(MAIN_F), offset: -1 },
    'REL32 relocates 4 bytes at -1',
  ),
  badReloc('a place after it', { ...to(MAIN_F), offset: 4 }, 'at 4, but the content wrote 4 bytes'),
  badReloc(
    'a place half after it',
    { ...to(MAIN_F), offset: 1 },
    'at 1, but the content wrote 4 bytes',
  ),
  badContent('no bytes to relocate', [to(MAIN_F)], 'content[0]: REL32 relocates 4 bytes at -4'),
  badContent(
    'fewer bytes than the field',
    [{ rebase: 4 }, '9090', to(MAIN_F)],
    'content[2]: REL32 relocates 4 bytes at -2, but the content wrote 2 bytes',
  ),
];

describeRefusals('for content', CONTENT);
describeRefusals('for a relocation', RELOCS);
