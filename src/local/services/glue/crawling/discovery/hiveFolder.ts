/** Folders that say what their files have in common: `year=2025`. */

/** The name before the equals sign, in lower case; undefined for a folder that is none of these. */
export function hiveKeyOf(folder: string): string | undefined {
  const at = folder.indexOf('=');
  return at > 0 ? unescaped(folder.slice(0, at)).toLowerCase() : undefined;
}

export function hiveValueOf(folder: string): string {
  return unescaped(folder.slice(folder.indexOf('=') + 1));
}

/** Hive and Spark write characters that no path takes as `%3A`. */
function unescaped(text: string): string {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString());
}
