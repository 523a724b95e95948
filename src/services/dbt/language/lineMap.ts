/** Which line of compiled SQL comes from which line of a model, and the other way round. Lines count from 0. */
export interface LineMap {
  toModel(compiledLine: number): number;
  toCompiled(modelLine: number): number;
}

/** Beyond this the table of the comparison would take too long; whole texts of this size are generated ones. */
const mostLines = 3000;

/**
 * Lines that are the same in both texts are found as an editor's comparison finds them; one between two such lines
 * belongs to the one before it, as a template that renders to several lines begins where they do.
 */
export function lineMap(model: string, compiled: string): LineMap {
  const a = lines(model);
  const b = lines(compiled);
  const pairs = a.length > mostLines || b.length > mostLines ? [] : commonLines(a, b);
  return {
    toModel: (line) =>
      mapped(
        pairs.map(([m, c]) => [c, m]),
        line,
        a.length,
      ),
    toCompiled: (line) => mapped(pairs, line, b.length),
  };
}

function lines(text: string): string[] {
  return text.split('\n').map((line) => line.trim());
}

/** The line's own partner; else as far behind the closest one above as there is room. */
function mapped(pairs: readonly (readonly [number, number])[], line: number, length: number): number {
  let before: readonly [number, number] = [-1, -1];
  let after: readonly [number, number] = [Number.POSITIVE_INFINITY, length];
  for (const pair of pairs) {
    if (pair[0] === line) return pair[1];
    if (pair[0] < line) before = pair;
    else {
      after = pair;
      break;
    }
  }
  const room = Math.max(before[1] + 1, after[1] - 1);
  return Math.max(0, Math.min(before[1] + (line - before[0]), room, length - 1));
}

/** The longest common subsequence of two texts' lines that say something, as pairs of line numbers. */
function commonLines(a: readonly string[], b: readonly string[]): [number, number][] {
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number) => longest[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const same = a[i] !== '' && a[i] === b[j];
      longest[i * width + j] = same ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] !== '' && a[i] === b[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}
