const MESSAGE = 'This program cannot be run in DOS mode.$';

/**
 * The MS-DOS program before the PE signature. It prints that it cannot run in DOS, and exits. Offset
 * 0x3c has the file offset of the PE signature, which follows the stub.
 *
 * PE Format, "MS-DOS Stub (Image Only)". Upstream: `link.File.Coff.msdos_stub`.
 */
export const MSDOS_STUB: Uint8Array = makeStub();

function makeStub(): Uint8Array {
  const stub = new Uint8Array(0x78);
  const view = new DataView(stub.buffer);
  view.setUint16(0x00, 0x5a4d, true); // MZ
  view.setUint16(0x02, stub.length, true); // bytes of the last page
  view.setUint16(0x04, 1, true); // pages
  view.setUint16(0x08, 4, true); // header size, in paragraphs of 16 bytes
  view.setUint16(0x18, 0x40, true); // relocation table
  view.setUint32(0x3c, stub.length, true); // PE signature
  // push cs; pop ds; mov dx, 0x0e; mov ah, 9; int 0x21; mov ax, 0x4c01; int 0x21
  stub.set([0x0e, 0x1f, 0xba, 0x0e, 0, 0xb4, 9, 0xcd, 0x21, 0xb8, 1, 0x4c, 0xcd, 0x21], 0x40);
  stub.set(new TextEncoder().encode(MESSAGE), 0x4e);
  return stub;
}
