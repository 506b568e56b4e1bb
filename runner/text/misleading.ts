/** What makes a line look other than it is: control characters, and marks that turn the direction of a text. */
export const MISLEADING = /[\p{Cc}\p{Bidi_Control}]/u;
