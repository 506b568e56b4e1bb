import { isNativeError } from 'node:util/types';
import { UsageError } from './usage-error';

/** What the file system adds to its errors. */
const FIELDS = ['code', 'syscall', 'path', 'dest'] as const;

/** An error that another thread threw, as data: a message to a thread keeps neither its class nor its fields. */
export interface ThrownError {
  readonly isUsage: boolean;
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  /** Present where it is an error of the file system. */
  readonly fields: Readonly<Partial<Record<(typeof FIELDS)[number], string>>>;
}

/** An error as data. */
export function thrownError(thrown: unknown): ThrownError {
  const error = isNativeError(thrown) ? thrown : new Error(String(thrown));
  const { name, message, stack = message } = error;
  const given = new Map<string, unknown>(Object.entries(error));
  const fields = FIELDS.flatMap((field) => {
    const value = given.get(field);
    return typeof value === 'string' ? [[field, value] as const] : [];
  });
  return {
    ...{ isUsage: error instanceof UsageError, name, message, stack },
    fields: Object.fromEntries(fields),
  };
}

/** The error that was thrown, with its own stack: what told it apart in its thread tells it apart here. */
export function errorOf({ isUsage, name, message, stack, fields }: ThrownError): Error {
  const error = isUsage ? new UsageError(message) : new Error(message);
  return Object.assign(error, { name, stack, ...fields });
}
