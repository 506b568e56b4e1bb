import type { Counts } from './examination';
import { OutputReader } from './readobj';

function read(kind: 'image' | 'object', output: string): object {
  const results = new Map<string, Counts>();
  const reader = new OutputReader(kind, results);
  for (const line of output.split('\n')) reader.take(line);
  return Object.fromEntries(results);
}

test('of an image, sections, imports, exports and base relocations are counted', () => {
  const output = `
File: a.dll
Format: COFF-x86-64
Sections [
  Section {
    Number: 1
  }
  Section {
    Number: 2
  }
]
Import {
  Name: kernel32.dll
  Symbol: ExitProcess (0)
  Symbol:  (7)
}
DelayImport {
  Name: user32.dll
  Import {
    Symbol: MessageBoxA (0)
  }
}
Export {
  Ordinal: 1
}
BaseReloc [
  Entry {
    Type: DIR64
  }
  Entry {
    Type: ABSOLUTE
  }
]

File: b.dll
Sections [
]
`;
  expect(read('image', output)).toEqual({
    'a.dll': { sections: 2, imports: 2, exports: 1, relocations: 2 },
    'b.dll': { sections: 0, imports: 0, exports: 0, relocations: 0 },
  });
});

test('of an object, relocations of its sections are counted', () => {
  const output = `
File: a.o
Sections [
  Section {
    Number: 1
  }
]
Relocations [
  Section (1) .text {
    0x6 IMAGE_REL_AMD64_REL32 .rdata (6)
    0xD IMAGE_REL_AMD64_REL32 .rdata (6)
  }
]
`;
  expect(read('object', output)).toEqual({
    'a.o': { sections: 1, imports: 0, exports: 0, relocations: 2 },
  });
});
