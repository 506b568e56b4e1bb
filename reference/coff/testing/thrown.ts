import { Error as CoffError } from '..';

/** The CoffError that `read` throws, or null if it throws none; any other error goes through. */
export function thrownBy(read: () => unknown): CoffError | null {
  try {
    read();
    return null;
  } catch (error) {
    if (error instanceof CoffError) return error;
    throw error;
  }
}
