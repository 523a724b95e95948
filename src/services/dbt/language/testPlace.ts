/** Where a generic test is declared in a YAML file, as a line from 0: below its column, below its model. */
export function testLine(
  text: string,
  test: { readonly name: string; readonly column: string },
  tested: string,
): number {
  const lines = text.split('\n');
  const below = (from: number, pattern: RegExp) => {
    const found = lines.findIndex((line, i) => i >= from && pattern.test(line));
    return found < 0 ? undefined : found;
  };
  const named = (name: string) => new RegExp(`\\bname:\\s*['"]?${name.replace(/\W/g, '\\$&')}['"]?\\s*(#.*)?$`);
  const owner = below(0, named(tested));
  if (owner === undefined) return 0;
  const column = test.column === '' ? owner : (below(owner + 1, named(test.column)) ?? owner);
  const next = below(column + 1, /^\s*-\s+name:/) ?? lines.length;
  const own = lines.findIndex((line, i) => {
    const word =
      i > column && i < next
        ? /^\s*(?:data_tests:|tests:|-)\s*\[?\s*(?:\w+\.)?([a-z_]\w*)/i.exec(line)?.[1]
        : undefined;
    return word !== undefined && word !== 'name' && test.name.includes(word);
  });
  return own < 0 ? column : own;
}
