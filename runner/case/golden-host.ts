/** The host profile whose images are kept whole; of the others there are digests. */
export const GOLDEN_HOST = 'linux-tmpfs';
