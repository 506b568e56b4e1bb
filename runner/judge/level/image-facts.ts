import { coff } from '../../../reference';
import type { DerivedField, ImageFact, NumberField } from '../../case/image-fact';
import { imageChecksum } from '../../image/read/checksum';
import { readHeaders, wholeHeaders, type WholeHeaders } from '../../image/read/headers';
import { hex } from '../../text/numbers';

/** The rule that a case's expectations of its image make, beside those of `coff2 check`. */
export const EXPECTED_IMAGE = 'expected-image';

/**
 * What of a case's `#expect_image` does not hold: a line each, with what was found.
 * @returns null if the image has no headers to look at
 */
export function brokenFacts(
  image: Uint8Array,
  facts: readonly ImageFact[],
): readonly string[] | null {
  const headers = wholeHeaders(readHeaders(image));
  if (headers === null) return null;
  return facts.flatMap((fact) => {
    const found = foundInstead(headers, fact);
    return found === null ? [] : [`expected ${fact.text}, found ${found}`];
  });
}

/** What an image has in place of what is expected; null if it holds. */
function foundInstead(headers: WholeHeaders, fact: ImageFact): string | null {
  const { windows } = headers;
  switch (fact.kind) {
    case 'flag': {
      const flags = fact.where === 'coff' ? headers.header.value.flags : windows.value.dll_flags;
      const isSet = new Map<string, unknown>(Object.entries(flags)).get(fact.name) === true;
      return isSet === fact.isSet ? null : String(isSet);
    }
    case 'subsystem': {
      const { subsystem } = windows.value;
      const found = coff.Subsystem.name(subsystem) ?? String(subsystem);
      return found === fact.subsystem ? null : found;
    }
    case 'number': {
      const found = numberOf(headers, fact.field);
      const value = typeof fact.value === 'bigint' ? fact.value : numberOf(headers, fact.value);
      const holds =
        fact.relation === '='
          ? found === value
          : fact.relation === '<='
            ? found <= value
            : found >= value;
      if (holds) return null;
      const other = typeof fact.value === 'bigint' ? '' : ` and ${fact.value} ${hex(value)}`;
      return `${hex(found)}${other}`;
    }
    case 'derived':
      return derivedInstead(headers, fact.field);
    case 'section':
      return sectionInstead(headers, fact.section, fact.flags);
  }
}

function numberOf({ windows }: WholeHeaders, field: NumberField): bigint {
  return BigInt(windows.value[field]);
}

function derivedInstead(headers: WholeHeaders, field: DerivedField): string | null {
  const { bytes, windows, standard } = headers;
  const code = headers.sections
    .map(({ header }) => header.value)
    .filter(({ flags }) => flags.CNT_CODE);
  switch (field) {
    case 'checksum': {
      const { checksum } = windows.value;
      const right = imageChecksum(bytes, windows.place('checksum').offset);
      return checksum === 0 || checksum === right
        ? null
        : `${hex(checksum)}; right is ${hex(right)}`;
    }
    case 'size_of_code': {
      const { size_of_code: size } = standard.value;
      const right = code.reduce((sum, section) => sum + section.size_of_raw_data, 0);
      return size === 0 || size === right
        ? null
        : `${hex(size)}; the sections with code have ${hex(right)}`;
    }
    case 'base_of_code': {
      const { base_of_code: base } = standard.value;
      if (base === 0 || code.some((section) => section.virtual_address === base)) return null;
      return `${hex(base)}, where no section with code begins`;
    }
  }
}

function sectionInstead(
  { sections }: WholeHeaders,
  name: string,
  expected: readonly string[],
): string | null {
  const section = sections.find((one) => one.name === name);
  if (section === undefined) return 'no such section';
  const flags = memoryFlags(section.header.value.flags);
  const isSame = flags.length === expected.length && expected.every((flag) => flags.includes(flag));
  return isSame ? null : flags.join('+') || 'none';
}

/** The flags `MEM_*` that are set, without that. */
function memoryFlags(flags: coff.SectionHeader['flags']): readonly string[] {
  return Object.entries(flags).flatMap(([name, isSet]) =>
    name.startsWith('MEM_') && isSet === true ? [name.replace('MEM_', '')] : [],
  );
}
