import { linkCase } from '../../case/case-replay';
import { caseFile, loadCase } from '../../case/case-store';
import { parseImageFact } from '../../case/image-fact';
import { ImageEditor } from '../../image/check/image-editor';
import { brokenFacts } from './image-facts';
import { judgeValid } from './valid';

const HOST = 'linux-tmpfs';
const STORED = loadCase(caseFile('image_headers') ?? '');
const [FIRST] = linkCase(STORED.case, STORED.file, [HOST]);
const IMAGE = Uint8Array.from(FIRST?.get(HOST)?.image ?? []);
const FACTS = STORED.case.imageFacts;

/** What does not hold once the image was edited. */
function broken(edit: (editor: ImageEditor) => void): readonly string[] | null {
  const editor = new ImageEditor(IMAGE);
  edit(editor);
  return brokenFacts(editor.bytes, FACTS);
}

/** Of the DLL flags and the flags of the COFF header. */
const NX_COMPAT = 0x100;
const LARGE_ADDRESS_AWARE = 0x20;
/** MEM_READ and MEM_EXECUTE, and MEM_SHARED. */
const SHARED_CODE = 0x7000_0020;

describe('what a case expects of the headers of its image', () => {
  it('holds where the reference links it', () => {
    expect(broken(() => undefined)).toEqual([]);
    expect(judgeValid(IMAGE, HOST, { facts: FACTS }).verdict).toBe('pass');
  });

  it.each<[what: string, edit: (editor: ImageEditor) => void, expected: string]>([
    [
      'a flag of the COFF header',
      (editor) => {
        editor.setHeader('flags', editor.getHeader('flags') & ~LARGE_ADDRESS_AWARE);
      },
      'expected LARGE_ADDRESS_AWARE=true, found false',
    ],
    [
      'a flag for the loader',
      (editor) => {
        editor.setOptional('dll_flags', editor.getOptional('dll_flags') & ~NX_COMPAT);
      },
      'expected NX_COMPAT=true, found false',
    ],
    [
      'the subsystem',
      (editor) => {
        editor.setOptional('subsystem', 2);
      },
      'expected subsystem=WINDOWS_CUI, found WINDOWS_GUI',
    ],
    [
      'a number',
      (editor) => {
        editor.setOptional('size_of_stack_reserve', 0x1000);
      },
      'expected size_of_stack_reserve>=0x10000, found 0x1000',
    ],
    [
      'two numbers',
      (editor) => {
        editor.setOptional('size_of_heap_commit', 0x7000_0000);
      },
      'expected size_of_heap_commit<=size_of_heap_reserve, found 0x70000000 and size_of_heap_reserve 0x100000',
    ],
    [
      'the protection of a section',
      (editor) => {
        editor.setSection('.text', 'flags', SHARED_CODE);
      },
      'expected .text=EXECUTE+READ, found SHARED+EXECUTE+READ',
    ],
    [
      'a section',
      (editor) => {
        editor.setSection('.data', 'name', 0x61);
      },
      'expected .data=READ+WRITE, found no such section',
    ],
    [
      'the size of the code',
      (editor) => {
        editor.setOptional('size_of_code', 1);
      },
      'expected size_of_code=right, found 0x1; the sections with code have 0x1000',
    ],
    [
      'where code begins',
      (editor) => {
        editor.setOptional('base_of_code', 1);
      },
      'expected base_of_code=right, found 0x1, where no section with code begins',
    ],
  ])('is told with what was found: %s', (_what, edit, expected) => {
    expect(broken(edit)).toEqual([expected]);
  });

  it('fails the level valid, by a rule of its own', () => {
    const editor = new ImageEditor(IMAGE);
    editor.setOptional('subsystem', 2);
    expect(judgeValid(editor.bytes, HOST, { facts: FACTS })).toMatchObject({
      verdict: 'fail',
      reason: 'breaks expected-image',
      rules: ['expected-image'],
      details: ['expected subsystem=WINDOWS_CUI, found WINDOWS_GUI'],
    });
    expect(judgeValid(editor.bytes, HOST).verdict).toBe('pass');
  });

  it('takes a checksum of 0, and the right one', () => {
    const [wrong = ''] =
      broken((editor) => {
        editor.setOptional('checksum', 1);
      }) ?? [];
    const right = /^expected checksum=right, found 0x1; right is (0x[0-9a-f]+)$/.exec(wrong)?.[1];
    expect(
      broken((editor) => {
        editor.setOptional('checksum', Number(right));
      }),
    ).toEqual([]);
  });

  it('is of nothing where there are no headers', () => {
    expect(brokenFacts(IMAGE.subarray(0, 0x90), [parseImageFact('DLL=false')])).toBeNull();
  });
});
