/** Paths into an event, as InputPath and InputPathsMap write them: `$.detail.bucket.name`, `$.resources[0]`. */

const step = /\.([^.[\]\s]+)|\['([^']*)'\]|\["([^"]*)"\]|\[(\d+|\*)\]/y;

/** The steps of a path, `*` for all elements; undefined for what is no such path. */
export function parsePath(path: string): readonly (string | number)[] | undefined {
  if (!path.startsWith('$')) return undefined;
  const steps: (string | number)[] = [];
  for (let at = 1; at < path.length; at = step.lastIndex) {
    step.lastIndex = at;
    const found = step.exec(path);
    if (!found) return undefined;
    const [, dotted, single, double, index] = found;
    if (index !== undefined) steps.push(index === '*' ? '*' : Number(index));
    else steps.push(dotted ?? single ?? double ?? '');
  }
  return steps;
}

/** The value that a path leads to; undefined when it leads nowhere. */
export function valueAt(value: unknown, path: string): unknown {
  return walk(value, parsePath(path) ?? []);
}

function walk(value: unknown, [next, ...rest]: readonly (string | number)[]): unknown {
  if (next === undefined) return value;
  if (Array.isArray(value)) {
    if (next === '*') return value.map((each) => walk(each, rest)).filter((each) => each !== undefined);
    return typeof next === 'number' ? walk(value[next], rest) : undefined;
  }
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, next)) return undefined;
  return walk((value as Record<string | number, unknown>)[next], rest);
}
