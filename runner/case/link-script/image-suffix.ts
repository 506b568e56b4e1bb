/**
 * How the name of an image's file ends: a loader looks for DLLs by theirs.
 * @param options of a link script, whose images are programs by default
 */
export function imageSuffix({
  outputMode,
}: {
  readonly outputMode?: string | number;
}): '.exe' | '.dll' {
  return outputMode === 'Lib' ? '.dll' : '.exe';
}
