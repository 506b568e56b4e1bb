/**
 * execa, which is an ES module. It is loaded once something is started, for that takes a while; and by a program of
 * its own (`PROGRAMS`), for the code that `loadProgram` keeps cannot import with Node.js 20.
 */
export function loadExeca(): Promise<typeof import('execa')> {
  return import('execa');
}
