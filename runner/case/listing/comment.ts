/** A line up to its comment (`// ...`) and the spaces before it; a string may hold slashes. */
export function withoutComment(line: string): string {
  const match = /^((?:[^"/]|"(?:[^"\\]|\\.)*"|\/(?!\/))*?)\s*\/\/.*$/.exec(line);
  return match?.[1] ?? line;
}
