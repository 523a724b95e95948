/** A type in a signature: a name, perhaps with types within it. One capital letter stands for any type. */
export interface Pattern {
  readonly name: string;
  readonly args: readonly Pattern[];
}

export interface Signature {
  readonly name: string;
  readonly parameters: readonly Pattern[];
  /** Whether the last parameter may come any number of times. */
  readonly variadic: boolean;
  readonly result: Pattern;
  /** Without its result, as errors list what they expected. */
  readonly text: string;
}

/** Reads `name(type, type…) type`. */
export function parseSignature(text: string): Signature {
  const parts = /^(\w+)\((.*)\) ([^)]+(?:\(.*\))?)$/.exec(text);
  if (!parts) throw new Error(`'${text}' is no signature`);
  const [, name = '', inner = '', result = ''] = parts;
  const variadic = inner.endsWith('…');
  const parameters = splitArguments(inner.replace('…', '')).map(parsePattern);
  return { name, parameters, variadic, result: parsePattern(result), text: `${name}(${inner.replace('…', '')})` };
}

function parsePattern(text: string): Pattern {
  const parts = /^(array|map)\((.*)\)$/.exec(text.trim());
  if (!parts) return { name: text.trim(), args: [] };
  return { name: parts[1]!, args: splitArguments(parts[2]!).map(parsePattern) };
}

function splitArguments(text: string): string[] {
  if (text.trim() === '') return [];
  const items = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) items.push('');
    else items[items.length - 1] += character;
  }
  return items;
}
