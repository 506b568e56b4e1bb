/** Default time limit of an adapter for a case, in seconds. */
export const ADAPTER_TIMEOUT = 10;

/** Default of the largest image of an adapter, in MiB. */
export const DEFAULT_MAX_IMAGE = 64;
