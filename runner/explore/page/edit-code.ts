import { deflateSync, inflateSync } from 'fflate';

/** Characters of an edit in an address at most: programs that pass links on cut longer ones. */
export const MAX_EDIT_LENGTH = 6000;

/** An edit in an address cannot be read. */
export class EditCodeError extends Error {
  override readonly name = 'EditCodeError';
}

/**
 * An edited text for an address: a checksum, and what the text has and the original has not, deflated,
 * in base64url.
 * @returns null if it would be longer than {@link MAX_EDIT_LENGTH}
 */
export function encodeEdit(text: string, original: string): string | null {
  const encoder = new TextEncoder();
  const deflated = deflateSync(encoder.encode(text), {
    level: 9,
    dictionary: dictionaryOf(original),
  });
  const binary = Array.from(deflated, (byte) => String.fromCharCode(byte)).join('');
  const base64 = btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  const code = `${checksum(text)}.${base64}`;
  return code.length <= MAX_EDIT_LENGTH ? code : null;
}

/**
 * Reads an edited text.
 * @param original the text that was edited
 * @throws EditCodeError if the code is cut or spoiled, or stands for an edit of another text
 */
export function decodeEdit(code: string, original: string): string {
  const [, sum = '', base64 = ''] = /^([0-9a-f]{8})\.([\w-]+)$/.exec(code) ?? [];
  const text = inflated(base64, original);
  if (text === null || checksum(text) !== sum) {
    throw new EditCodeError(
      'the edit in the address cannot be read: the address was cut, or made for another version of the text',
    );
  }
  return text;
}

function inflated(base64: string, original: string): string | null {
  // A longer one is none of ours, and could stand for any number of bytes.
  if (base64.length > MAX_EDIT_LENGTH) return null;
  try {
    const binary = atob(base64.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const text = inflateSync(bytes, { dictionary: dictionaryOf(original) });
    return new TextDecoder('utf-8', { fatal: true }).decode(text);
  } catch {
    // Whatever is wrong with it, the code is not one of ours.
    return null;
  }
}

/** What both sides know before: deflate looks back so far at most. */
function dictionaryOf(original: string): Uint8Array {
  return new TextEncoder().encode(original).slice(-0x8000);
}

/** FNV-1a of the text, 32 bits in hex: a mistake shows, no more is wanted. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
