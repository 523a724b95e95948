import { quoteText } from '../../../../core/sqlQuoting.ts';

/** What one template of TO_CHAR shows: SQL of a text, in terms of `x`. */
type Template = readonly [pattern: RegExp, text: string];

const two = (sql: string): string => `lpad(CAST(${sql} AS VARCHAR), 2, '0')`;

/** https://docs.aws.amazon.com/redshift/latest/dg/r_FORMAT_strings.html */
const templates: readonly Template[] = [
  [/^HH24/i, two('hour(x)')],
  [/^HH(?:12)?/i, two('(hour(x) + 11) % 12 + 1')],
  [/^MI/i, two('minute(x)')],
  [/^MS/i, "lpad(CAST(datepart('millisecond', x) % 1000 AS VARCHAR), 3, '0')"],
  [/^US/i, "lpad(CAST(datepart('microsecond', x) % 1000000 AS VARCHAR), 6, '0')"],
  [/^SSSSS?/i, 'CAST(hour(x) * 3600 + minute(x) * 60 + second(x) AS VARCHAR)'],
  [/^SS/i, two('second(x)')],
  [/^(?:A\.M\.|P\.M\.)/, "CASE WHEN hour(x) < 12 THEN 'A.M.' ELSE 'P.M.' END"],
  [/^(?:a\.m\.|p\.m\.)/, "CASE WHEN hour(x) < 12 THEN 'a.m.' ELSE 'p.m.' END"],
  [/^(?:AM|PM)/, "CASE WHEN hour(x) < 12 THEN 'AM' ELSE 'PM' END"],
  [/^(?:am|pm)/, "CASE WHEN hour(x) < 12 THEN 'am' ELSE 'pm' END"],
  [/^Y,YYY/i, "regexp_replace(CAST(year(x) AS VARCHAR), '(\\d{3})$', ',\\1')"],
  [/^YYYY/i, "lpad(CAST(year(x) AS VARCHAR), 4, '0')"],
  [/^YYY/i, "right(lpad(CAST(year(x) AS VARCHAR), 4, '0'), 3)"],
  [/^YY/i, 'right(CAST(year(x) AS VARCHAR), 2)'],
  [/^Y/i, 'right(CAST(year(x) AS VARCHAR), 1)'],
  [/^IYYY/i, 'CAST(isoyear(x) AS VARCHAR)'],
  [/^IW/i, two('week(x)')],
  [/^ID/i, 'CAST(isodow(x) AS VARCHAR)'],
  [/^(?:BC|AD)/, "CASE WHEN year(x) > 0 THEN 'AD' ELSE 'BC' END"],
  [/^(?:B\.C\.|A\.D\.)/, "CASE WHEN year(x) > 0 THEN 'A.D.' ELSE 'B.C.' END"],
  [/^MONTH/, 'upper(monthname(x))'],
  [/^Month/, 'monthname(x)'],
  [/^month/i, 'lower(monthname(x))'],
  [/^MON/, 'upper(left(monthname(x), 3))'],
  [/^Mon/, 'left(monthname(x), 3)'],
  [/^mon/i, 'lower(left(monthname(x), 3))'],
  [/^MM/i, two('month(x)')],
  [/^RM/, "['I','II','III','IV','V','VI','VII','VIII','IX','X','XI','XII'][month(x)]"],
  [/^rm/i, "['i','ii','iii','iv','v','vi','vii','viii','ix','x','xi','xii'][month(x)]"],
  [/^WW/i, two('(dayofyear(x) - 1) // 7 + 1')],
  [/^W/i, 'CAST((day(x) - 1) // 7 + 1 AS VARCHAR)'],
  [/^DAY/, 'upper(dayname(x))'],
  [/^Day/, 'dayname(x)'],
  [/^day/i, 'lower(dayname(x))'],
  [/^DY/, 'upper(left(dayname(x), 3))'],
  [/^Dy/, 'left(dayname(x), 3)'],
  [/^dy/i, 'lower(left(dayname(x), 3))'],
  [/^DDD/i, "lpad(CAST(dayofyear(x) AS VARCHAR), 3, '0')"],
  [/^DD/i, two('day(x)')],
  [/^D/i, 'CAST(dayofweek(x) + 1 AS VARCHAR)'],
  [/^J/i, "CAST(date_diff('day', DATE '2000-01-01', CAST(x AS DATE)) + 2451545 AS VARCHAR)"],
  [/^Q/i, 'CAST(quarter(x) AS VARCHAR)'],
  [/^CC/i, two('(year(x) + 99) // 100')],
  [/^(?:TZ|tz|OF)/, "'UTC'"],
];

/** Names of months and days are filled up to nine characters unless FM stands before them. */
const filled = /^(?:MONTH|DAY)$/i;

/** SQL of what TO_CHAR gives for a date or timestamp that is called `x` in it. */
export function datePattern(format: string): string {
  const parts: string[] = [];
  let rest = format;
  let bare = false;
  while (rest !== '') {
    const quoted = /^"([^"]*)"?/.exec(rest);
    if (quoted) {
      parts.push(quoteText(quoted[1]!));
      rest = rest.slice(quoted[0].length);
      continue;
    }
    if (/^FM/i.test(rest)) {
      bare = true;
      rest = rest.slice(2);
      continue;
    }
    const found = templates.find(([pattern]) => pattern.test(rest));
    if (!found) {
      parts.push(quoteText(rest[0]!));
      rest = rest.slice(1);
      continue;
    }
    const word = found[0].exec(rest)![0];
    rest = rest.slice(word.length);
    const ordinal = /^(?:TH|th)/.exec(rest)?.[0];
    if (ordinal) rest = rest.slice(2);
    parts.push(withSuffix(padded(found[1], word, bare), ordinal));
    bare = false;
  }
  return parts.length === 0 ? "''" : `(${parts.join(' || ')})`;
}

function padded(text: string, word: string, bare: boolean): string {
  if (filled.test(word)) return bare ? text : `rpad(${text}, 9, ' ')`;
  if (/^rm$/i.test(word) && !bare) return `rpad(${text}, 4, ' ')`;
  if (!bare) return text;
  return `coalesce(nullif(ltrim(${text}, '0'), ''), '0')`;
}

function withSuffix(text: string, ordinal: string | undefined): string {
  if (!ordinal) return text;
  const suffix = `CASE WHEN right(lpad(${text}, 2, '0'), 2) IN ('11', '12', '13') THEN 'th'
    WHEN right(${text}, 1) = '1' THEN 'st' WHEN right(${text}, 1) = '2' THEN 'nd' WHEN right(${text}, 1) = '3' THEN 'rd' ELSE 'th' END`;
  return `(${text} || ${ordinal === 'TH' ? `upper(${suffix})` : suffix})`;
}

const parsing: readonly (readonly [RegExp, string])[] = [
  [/^HH24/i, '%H'],
  [/^HH(?:12)?/i, '%I'],
  [/^MI/i, '%M'],
  [/^MS/i, '%g'],
  [/^US/i, '%f'],
  [/^SS/i, '%S'],
  [/^(?:A\.?M\.?|P\.?M\.?)/i, '%p'],
  [/^YYYY/i, '%Y'],
  [/^YY/i, '%y'],
  [/^MONTH/i, '%B'],
  [/^MON/i, '%b'],
  [/^MM/i, '%m'],
  [/^DAY/i, '%A'],
  [/^DY/i, '%a'],
  [/^DDD/i, '%j'],
  [/^DD/i, '%d'],
  [/^TZ/i, '%Z'],
  [/^OF/i, '%z'],
];

/** The pattern of TO_DATE and TO_TIMESTAMP as strptime reads it, or the template that it does not. */
export function strptimePattern(format: string): { readonly pattern: string } | { readonly unsupported: string } {
  let pattern = '';
  let rest = format.replaceAll(/FM/gi, '');
  while (rest !== '') {
    const found = parsing.find(([template]) => template.test(rest));
    if (found) {
      pattern += found[1];
      rest = rest.slice(found[0].exec(rest)![0].length);
      continue;
    }
    const quoted = /^"([^"]*)"?/.exec(rest);
    const letter = /^[A-Za-z]/.exec(rest);
    if (letter && rest[0] !== 'T') return { unsupported: /^[A-Za-z]+/.exec(rest)![0] };
    pattern += (quoted ? quoted[1]! : rest[0]!).replaceAll('%', '%%');
    rest = rest.slice(quoted ? quoted[0].length : 1);
  }
  return { pattern };
}
