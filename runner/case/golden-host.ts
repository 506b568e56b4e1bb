/** The host profile whose goldens are whole files. For the others there are digests. */
export const GOLDEN_HOST = 'linux-tmpfs';
