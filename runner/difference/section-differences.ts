import type { coff } from '../../reference';
import type { ImagePair } from './image-pair';
import type { Difference } from './difference';
import { fieldDifference } from './header-differences';
import type { SectionView } from './image-view';
import { hex } from '../text/numbers';
import { causeOfSectionField } from './section-causes';

type Field = keyof coff.SectionHeader;

const FIELDS: readonly Field[] = [
  'virtual_size',
  'virtual_address',
  'size_of_raw_data',
  'pointer_to_raw_data',
  'pointer_to_relocations',
  'pointer_to_linenumbers',
  'number_of_relocations',
  'number_of_linenumbers',
  'flags',
  'name',
];

/** Compares the rows of the section tables: sections of the same name are the same section. */
export function sectionDifferences(images: ImagePair): Difference[] {
  const old = images.before.view.sections;
  const now = images.after.view.sections;
  const nowByKey = new Map(now.map((section) => [section.key, section]));
  const oldByKey = new Map(old.map((section) => [section.key, section]));
  const differences = old.flatMap((section) => {
    const other = nowByKey.get(section.key);
    return other === undefined
      ? [oneSided(section, 'before', now)]
      : sameSection(images, section, other);
  });
  for (const section of now) {
    if (!oldByKey.has(section.key)) differences.push(oneSided(section, 'after', old));
  }
  return [...differences, ...order(old, now)];
}

function sameSection(images: ImagePair, before: SectionView, after: SectionView): Difference[] {
  return FIELDS.flatMap((field) => {
    const key = `section.${before.key}.${field}`;
    const [difference] = fieldDifference(images, key, before.header[field], after.header[field]);
    if (difference === undefined) return [];
    const cause = causeOfSectionField(images, before, after, field);
    return [cause === null ? difference : { ...difference, cause }];
  });
}

function oneSided(
  section: SectionView,
  side: 'before' | 'after',
  others: readonly SectionView[],
): Difference {
  const { header } = section;
  const where =
    `RVA ${hex(header.virtual_address)}, ${hex(header.virtual_size)} bytes in memory; ` +
    `file offset ${hex(header.pointer_to_raw_data)}, ${hex(header.size_of_raw_data)} bytes`;
  const twin = others.find(
    (each) =>
      each.start === section.start && each.header.virtual_address === header.virtual_address,
  );
  return {
    key: `section.${section.key}`,
    message: `section ${section.name}, only ${side}: ${where}`,
    before: side === 'before' ? where : null,
    after: side === 'after' ? where : null,
    ...(twin === undefined ? {} : { cause: `${twin.name} is at the same place: another name?` }),
  };
}

function order(before: readonly SectionView[], after: readonly SectionView[]): Difference[] {
  const shared = (own: readonly SectionView[], other: readonly SectionView[]): string => {
    const keys = new Set(other.map(({ key }) => key));
    return own
      .filter(({ key }) => keys.has(key))
      .map(({ name }) => name)
      .join(' ');
  };
  const [old, now] = [shared(before, after), shared(after, before)];
  if (old === now) return [];
  return [
    {
      key: 'section_order',
      message: `order of the section table: ${old} → ${now}`,
      before: old,
      after: now,
    },
  ];
}
