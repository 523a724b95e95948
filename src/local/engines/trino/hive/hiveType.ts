/** A type as the Data Catalog writes it, read: `array<struct<a:int,b:decimal(10,2)>>`. */
export type HiveType =
  | { readonly kind: 'simple'; readonly name: string }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'text'; readonly name: 'char' | 'varchar'; readonly length: number }
  | { readonly kind: 'array'; readonly element: HiveType }
  | { readonly kind: 'map'; readonly key: HiveType; readonly value: HiveType }
  | { readonly kind: 'struct'; readonly fields: readonly { readonly name: string; readonly type: HiveType }[] };

const synonyms: Readonly<Record<string, string>> = {
  integer: 'int',
  long: 'bigint',
  short: 'smallint',
  byte: 'tinyint',
  'double precision': 'double',
  real: 'float',
  numeric: 'decimal',
  'timestamp with local time zone': 'timestamp',
};

const simple = new Set([
  ...['tinyint', 'smallint', 'int', 'bigint', 'float', 'double', 'boolean', 'string', 'binary', 'date', 'timestamp'],
  ...['timestamptz', 'time', 'uuid', 'interval_day_time', 'interval_year_month', 'void'],
]);

/** Reads a Hive type; `undefined` when it is none. */
export function parseHiveType(text: string): HiveType | undefined {
  const reader = { text: text.trim(), at: 0 };
  const type = readType(reader);
  return type && reader.at === reader.text.length ? type : undefined;
}

interface Reader {
  readonly text: string;
  at: number;
}

function take(reader: Reader, pattern: RegExp): string | undefined {
  const sticky = new RegExp(`\\s*(?:${pattern.source})\\s*`, 'iuy');
  sticky.lastIndex = reader.at;
  const match = sticky.exec(reader.text);
  if (!match) return undefined;
  reader.at = sticky.lastIndex;
  return match[0].trim();
}

function readType(reader: Reader): HiveType | undefined {
  const word = take(reader, /double\s+precision|timestamp\s+with\s+local\s+time\s+zone|[a-z_]\w*/)?.toLowerCase();
  if (word === undefined) return undefined;
  const name = synonyms[word.replaceAll(/\s+/g, ' ')] ?? word;
  if (name === 'array') return bracketed(reader, () => arrayOf(readType(reader)));
  if (name === 'map') return bracketed(reader, () => mapOf(reader));
  if (name === 'struct') return bracketed(reader, () => structOf(reader));
  if (name === 'decimal') return decimalOf(numbers(reader));
  if (name === 'char' || name === 'varchar') {
    const length = numbers(reader)?.[0];
    return length === undefined ? undefined : { kind: 'text', name, length };
  }
  return simple.has(name) ? { kind: 'simple', name } : undefined;
}

function bracketed(reader: Reader, inner: () => HiveType | undefined): HiveType | undefined {
  if (take(reader, /</) === undefined) return undefined;
  const type = inner();
  return take(reader, />/) === undefined ? undefined : type;
}

function arrayOf(element: HiveType | undefined): HiveType | undefined {
  return element && { kind: 'array', element };
}

function mapOf(reader: Reader): HiveType | undefined {
  const key = readType(reader);
  const value = take(reader, /,/) === undefined ? undefined : readType(reader);
  return key && value && { kind: 'map', key, value };
}

function structOf(reader: Reader): HiveType | undefined {
  const fields: { name: string; type: HiveType }[] = [];
  do {
    const name = take(reader, /`[^`]+`|[^:<>,`\s]+/);
    const type = name !== undefined && take(reader, /:/) !== undefined ? readType(reader) : undefined;
    if (name === undefined || !type) return undefined;
    fields.push({ name: name.replaceAll('`', ''), type });
    take(reader, /comment\s+'[^']*'/);
  } while (take(reader, /,/) !== undefined);
  return { kind: 'struct', fields };
}

function numbers(reader: Reader): number[] | undefined {
  const text = take(reader, /\(\s*\d+\s*(?:,\s*\d+\s*)?\)/);
  return text?.match(/\d+/g)?.map(Number);
}

function decimalOf(digits: readonly number[] | undefined): HiveType | undefined {
  const [precision, scale] = digits ? [digits[0]!, digits[1] ?? 0] : [10, 0];
  return precision > 38 || scale > precision || precision === 0 ? undefined : { kind: 'decimal', precision, scale };
}

/** The catalog's text of a type, in lower case and without spaces. */
export function hiveTypeText(type: HiveType): string {
  switch (type.kind) {
    case 'simple':
      return type.name;
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'text':
      return `${type.name}(${type.length})`;
    case 'array':
      return `array<${hiveTypeText(type.element)}>`;
    case 'map':
      return `map<${hiveTypeText(type.key)},${hiveTypeText(type.value)}>`;
    case 'struct':
      return `struct<${type.fields.map(({ name, type }) => `${name.toLowerCase()}:${hiveTypeText(type)}`).join(',')}>`;
  }
}
