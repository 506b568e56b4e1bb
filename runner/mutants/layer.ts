/** What judges mutants, cheapest first. */
export const LAYERS = ['vectors', 'cases', 'runs', 'same', 'unit'] as const;

/** Where the first catch is enough: small cases catch most, and each vector of a fault that no vector shows costs. */
export const LAYERS_FOR_FIRST = ['cases', 'vectors', 'runs', 'same', 'unit'] as const;

export type Layer = (typeof LAYERS)[number];

/** What can catch a mutant. */
export const CATCHERS = [
  'vector',
  'valid',
  'meaning',
  'nodes',
  'bytes',
  'runs',
  'same',
  'incremental',
  'unit',
] as const;

export type Catcher = (typeof CATCHERS)[number];

/** What caught a mutant in a layer: by each catcher the first place, such as a vector's name. */
export type Catches = Readonly<Partial<Record<Catcher, string>>>;

/** What a layer found of a mutant. */
export interface LayerResult {
  readonly mutant: string;
  readonly layer: Layer;
  /** Digest of the mutation and of all that the layer judges by: an outdated result has another. */
  readonly key: string;
  readonly catches: Catches;
  /** Digests of the cases that it has judged; empty where the layer has none. */
  readonly cases: readonly string[];
}

/** What is known before a layer judges: cases that were judged already are not judged again. */
export type LayerState = Pick<LayerResult, 'catches' | 'cases'>;
