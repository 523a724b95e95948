import { quoteText } from '../../../../core/sqlQuoting.ts';

/** What MySQL's letters are called in strftime's language. */
const mysql: Readonly<Record<string, string>> = {
  a: '%a',
  b: '%b',
  c: '%-m',
  d: '%d',
  e: '%-d',
  f: '%f',
  H: '%H',
  h: '%I',
  I: '%I',
  i: '%M',
  j: '%j',
  k: '%-H',
  l: '%-I',
  M: '%B',
  m: '%m',
  p: '%p',
  r: '%I:%M:%S %p',
  S: '%S',
  s: '%S',
  T: '%H:%M:%S',
  v: '%V',
  W: '%A',
  x: '%G',
  Y: '%Y',
  y: '%y',
  '%': '%%',
};

/**
 * The pattern of `date_format` and `date_parse` for strftime and strptime.
 * https://trino.io/docs/current/functions/datetime.html#mysql-date-functions
 * @returns the pattern, or the letter that Trino does not support either
 */
export function mysqlPattern(pattern: string): { readonly pattern: string } | { readonly unsupported: string } {
  let result = '';
  for (let at = 0; at < pattern.length; at += 1) {
    const letter = pattern[at + 1];
    if (pattern[at] !== '%' || letter === undefined) {
      result += pattern[at] === '%' ? '%%' : pattern[at];
      continue;
    }
    at += 1;
    if ('DUuVwX'.includes(letter)) return { unsupported: `%${letter}` };
    result += mysql[letter] ?? letter;
  }
  return { pattern: result };
}

const joda: readonly (readonly [RegExp, string])[] = [
  [/^y{4}|^Y{4}|^u{4}/, '%Y'],
  [/^y{2}|^Y{2}/, '%y'],
  [/^[yYu]/, '%Y'],
  [/^x{4}/, '%G'],
  [/^M{4,}/, '%B'],
  [/^M{3}/, '%b'],
  [/^M{2}/, '%m'],
  [/^M/, '%-m'],
  [/^d{2}/, '%d'],
  [/^d/, '%-d'],
  [/^D{3}/, '%j'],
  [/^D/, '%-j'],
  [/^E{4,}/, '%A'],
  [/^E{1,3}/, '%a'],
  [/^e/, '%u'],
  [/^w{1,2}/, '%V'],
  [/^H{2}/, '%H'],
  [/^H/, '%-H'],
  [/^h{2}/, '%I'],
  [/^h/, '%-I'],
  [/^m{2}/, '%M'],
  [/^m/, '%-M'],
  [/^s{2}/, '%S'],
  [/^s/, '%-S'],
  [/^S{6}/, '%f'],
  [/^S{3}/, '%g'],
  [/^a/, '%p'],
  [/^Z{1,2}/, '%z'],
  [/^z+/, '%Z'],
];

/**
 * The pattern of `format_datetime` and `parse_datetime`, which are Joda's, for strftime and strptime; `undefined` for
 * letters that have no counterpart.
 */
export function jodaPattern(pattern: string): string | undefined {
  let rest = pattern;
  let result = '';
  while (rest !== '') {
    const text = /^'((?:[^']|'')*)'/.exec(rest);
    const known = text ? undefined : joda.find(([letters]) => letters.test(rest));
    if (text) {
      result += text[1] === '' ? "'" : text[1]!.replaceAll("''", "'").replaceAll('%', '%%');
      rest = rest.slice(text[0].length);
    } else if (known) {
      result += known[1];
      rest = rest.replace(known[0], '');
    } else if (/^[a-zA-Z]/.test(rest)) {
      return undefined;
    } else {
      result += rest.startsWith('%') ? '%%' : rest[0];
      rest = rest.slice(1);
    }
  }
  return result;
}

/** SQL that turns a pattern, known only when the query runs, from MySQL's letters into strftime's. */
export function dynamicMysqlPattern(sql: string): string {
  const pairs = Object.entries(mysql).filter(([letter, meant]) => meant !== `%${letter}` && letter !== '%');
  const cases = pairs.map(([letter, meant]) => `WHEN ${quoteText(letter)} THEN ${quoteText(meant)}`).join(' ');
  const kept = `CASE left(piece, 1) ${cases} ELSE '%' || left(piece, 1) END || substring(piece, 2)`;
  const pieces = `list_transform(string_split(replace(${sql}, '%%', chr(1)), '%'), lambda piece, place: CASE WHEN place = 1 THEN piece ELSE ${kept} END)`;
  return `replace(array_to_string(${pieces}, ''), chr(1), '%%')`;
}
