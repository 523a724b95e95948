/**
 * A path such as `$.store['a b'][0]` as DuckDB writes it: `$."store"."a b"[0]`; `undefined` when it is none.
 * https://trino.io/docs/current/functions/json.html#json-extract
 */
export function duckDbPath(path: string): string | undefined {
  const step = /\.(\*|[\p{L}\p{N}_$@:-]+)|\[(?:(\d+)|(\*)|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\]|\."([^"]*)"/uy;
  const trimmed = path.trim();
  if (!trimmed.startsWith('$')) return undefined;
  let result = '$';
  step.lastIndex = 1;
  while (step.lastIndex < trimmed.length) {
    const match = step.exec(trimmed);
    if (!match) return undefined;
    const [, name, index, every, double, single, quoted] = match;
    if (name === '*') result += '.*';
    else if (every) result += '[*]';
    else if (index !== undefined) result += `[${Number(index)}]`;
    else result += `."${(name ?? double ?? single ?? quoted ?? '').replaceAll(/\\(.)/g, '$1')}"`;
  }
  return result;
}
