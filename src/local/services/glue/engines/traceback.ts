/**
 * What went wrong, as Python said it last: `ValueError: no such day`, from the end of what a script wrote on standard
 * error. Undefined when that tells of no exception.
 */
export function lastErrorOf(lines: readonly string[]): string | undefined {
  const start = lines.findLastIndex((line) => /^Traceback \(most recent call last\):/.test(line.trimStart()));
  // After the frames, which are indented, comes the error; a syntax error in the script itself has no heading.
  const isError = (line: string) => /^[A-Za-z_][\w.]*(?::|$)/.test(line);
  if (start >= 0) return lines.slice(start + 1).find(isError);
  const frame = lines.findLastIndex((line) => /^ {2}File ".*", line \d+/.test(line));
  return frame < 0 ? undefined : lines.slice(frame + 1).find((line) => /^[A-Za-z_][\w.]*Error: /.test(line));
}
