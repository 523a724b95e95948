const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * JSON with a member a line, every number and string exactly as it was written: a 64-bit integer would not survive
 * being read. A text that is no JSON stays as it is.
 */
export function prettyJson(text: string): string {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  let depth = 0;
  let before = '';
  let pretty = '';
  const line = () => `\n${'  '.repeat(depth)}`;
  for (const [token] of text.matchAll(tokens)) {
    const closes = token === '}' || token === ']';
    if (closes) depth--;
    const opened = before === '{' || before === '[';
    // Nothing goes between the brackets of what is empty.
    if (closes ? !opened : opened || before === ',') pretty += line();
    if (before === ':') pretty += ' ';
    if (token === '{' || token === '[') depth++;
    pretty += token;
    before = token;
  }
  return pretty;
}
