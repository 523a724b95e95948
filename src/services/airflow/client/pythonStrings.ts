const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\', "'": "'", '"': '"' };

/**
 * The strings in what Python's `repr` made of a list of tuples of strings: `[('host', 'a\nb')]` has two.
 * Undefined for a text that is none.
 */
export function pythonStrings(text: string): readonly string[] | undefined {
  if (!/^\s*\[\s*\(/.test(text)) return /^\s*\[\s*\]\s*$/.test(text) ? [] : undefined;
  const found: string[] = [];
  for (let i = 0; i < text.length; i++) {
    const quote = text[i];
    if (quote !== "'" && quote !== '"') continue;
    let value = '';
    for (i++; i < text.length && text[i] !== quote; i++) {
      if (text[i] !== '\\') {
        value += text[i];
        continue;
      }
      const next = text[++i] ?? '';
      const digits = next === 'x' ? 2 : next === 'u' ? 4 : next === 'U' ? 8 : 0;
      if (digits > 0) {
        value += String.fromCodePoint(Number.parseInt(text.slice(i + 1, i + 1 + digits), 16) || 0xfffd);
        i += digits;
      } else value += escapes[next] ?? `\\${next}`;
    }
    found.push(value);
  }
  return found;
}
