/** What differs, where the images have millions of it: the first word of the key. */
export type DifferenceKind = 'node' | 'reloc' | 'bytes';

/** One thing that is not the same in two images, and what it means. */
export interface Difference {
  /**
   * Its place in the hierarchy of places, by which it can be ignored:
   * "optional_header.size_of_image", "section.text.virtual_size", "node.nav(main.f).offset",
   * "reloc.nav(main.main)+0x1", "bytes.section.text+0x40".
   */
  readonly key: string;
  /** The first word of the key, where that is known before the key is made. */
  readonly kind?: DifferenceKind;
  /** What is different, in one line. */
  readonly message: string;
  /** Null where there is nothing before. */
  readonly before: string | null;
  /** Null where there is nothing after. */
  readonly after: string | null;
  /** Why, as far as the images show; likely, not certain. */
  readonly cause?: string | undefined;
  /** Instructions or bytes, one line each: "- " what was there, "+ " what is there now. */
  readonly details?: readonly string[];
  /**
   * What it has in common with others that come from the same event: "fields follow nav(main.f)".
   * Shown once for all of them.
   */
  readonly group?: string | undefined;
}
