/** Ranges of keys in the order in which S3 lists them: that of their UTF-8 bytes, which is that of code points. */

/** The first string after all that begin with `prefix`; undefined when nothing can come after. */
export function afterPrefix(prefix: string): string | undefined {
  const points = [...prefix].map((char) => char.codePointAt(0) ?? 0);
  while (points.length > 0) {
    const last = points.pop() ?? 0;
    if (last >= 0x10ffff) continue;
    // Surrogates are no characters, so U+E000 follows U+D7FF.
    points.push(last === 0xd7ff ? 0xe000 : last + 1);
    return points.map((point) => String.fromCodePoint(point)).join('');
  }
  return undefined;
}

/** Compares as S3 orders keys; JavaScript's own `<` compares UTF-16 units. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));
}
