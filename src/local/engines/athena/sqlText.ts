/** Pieces of SQL. Names are quoted and texts escaped; nothing of the data or the user becomes code. */

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A name of several parts, such as `"catalog"."schema"."table"`. */
export function quotePath(parts: readonly string[]): string {
  return parts.map(quoteName).join('.');
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function quoteList(texts: readonly string[]): string {
  return `[${texts.map(quoteText).join(', ')}]`;
}

/** A text as a regular expression that matches just it (RE2). */
export function quotePattern(text: string): string {
  return text.replaceAll(/[\\^$.|?*+()[\]{}]/g, String.raw`\$&`);
}
