/** A stretch of a line: plain text, or a place in a script that it names. */
export type LogPart =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'place';
      readonly text: string;
      /** The same without folders, which seldom fit beside each other. */
      readonly label: string;
      readonly file: string;
      readonly line: number;
    };

const places = /File "([^"<]+)", line (\d+)/g;

/**
 * The parts of a line; Python's tracebacks name places as `File "…", line 12`. A deployed script may have lost its
 * ending, and modules that are in no file stand in angle brackets.
 */
export function partsOf(message: string): LogPart[] {
  const parts: LogPart[] = [];
  let end = 0;
  for (const match of message.matchAll(places)) {
    if (match.index > end) parts.push({ kind: 'text', text: message.slice(end, match.index) });
    const [text, file = '', line] = match;
    const name = file.split(/[\\/]/).at(-1) ?? file;
    const label = name === file ? text : text.replace(file, () => `…/${name}`);
    parts.push({ kind: 'place', text, label, file, line: Number(line) });
    end = match.index + match[0].length;
  }
  if (end < message.length || parts.length === 0) parts.push({ kind: 'text', text: message.slice(end) });
  return parts;
}
