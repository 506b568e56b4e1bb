/** Bytes: sections of an image start at pages, at the least. */
export const PAGE_SIZE = 0x1000;
