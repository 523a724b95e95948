import { quoteText } from '../../../../core/sqlQuoting.ts';

/** https://docs.aws.amazon.com/redshift/latest/dg/r_Numeric_formating.html */
interface NumberPattern {
  /** Each character before the point: a digit's place, or what stands between. */
  readonly whole: readonly string[];
  readonly decimals: number;
  readonly forcedDecimals: number;
  readonly sign: 'leading' | 'trailing' | 'MI' | 'PL' | 'SG' | 'PR' | 'none';
  readonly prefix: string;
  readonly suffix: string;
  readonly bare: boolean;
}

/** A pattern of 9, 0, comma, G, point, D, S, MI, PL, SG, PR, L, $ and FM, or what is not understood in it. */
function readPattern(format: string): NumberPattern | { readonly unsupported: string } {
  const whole: string[] = [];
  let decimals = 0;
  let forcedDecimals = 0;
  let point = false;
  let sign: NumberPattern['sign'] = 'none';
  let prefix = '';
  let suffix = '';
  let bare = false;
  let rest = format;
  while (rest !== '') {
    const word = /^(?:FM|MI|PL|SG|PR|TH|"[^"]*"?|.)/is.exec(rest)![0];
    rest = rest.slice(word.length);
    const upper = word.toUpperCase();
    if (upper === '9' || upper === '0') {
      if (!point) whole.push(upper);
      else {
        decimals += 1;
        if (upper === '0') forcedDecimals = decimals;
      }
    } else if (upper === ',' || upper === 'G') whole.push(',');
    else if (upper === '.' || upper === 'D') point = true;
    else if (upper === 'FM') bare = true;
    else if (upper === 'S') sign = whole.length === 0 && !point ? 'leading' : 'trailing';
    else if (upper === 'MI' || upper === 'PL' || upper === 'SG' || upper === 'PR') sign = upper;
    else if (upper === 'L' || upper === '$') {
      if (whole.length === 0 && !point) prefix += '$';
      else suffix += '$';
    } else if (word === ' ' || word.startsWith('"')) {
      const text = word.replaceAll('"', '');
      if (whole.length === 0 && !point) prefix += text;
      else suffix += text;
    } else return { unsupported: word };
  }
  return { whole, decimals, forcedDecimals, sign, prefix, suffix, bare };
}

/** SQL of what TO_CHAR gives for a number that is called `x` in it, or the template that is not supported. */
export function numberText(format: string): { readonly sql: string } | { readonly unsupported: string } {
  const pattern = readPattern(format);
  if ('unsupported' in pattern) return pattern;
  const { whole, decimals, forcedDecimals, sign, prefix, suffix, bare } = pattern;
  const places = whole.filter((each) => each !== ',').length;
  const forced = whole.includes('0') ? places - whole.filter((each) => each !== ',').indexOf('0') : 0;
  const rounded = `CAST(round(abs(x), ${decimals}) AS DECIMAL(38,${decimals}))`;
  const all = `CAST(${rounded} AS VARCHAR)`;
  const front = `split_part(${all}, '.', 1)`;
  // A zero before the point shows only where 0 stands for it, or nothing else does.
  const least = forced > 0 ? forced : decimals > 0 ? 0 : 1;
  const digits = `lpad(ltrim(${front}, '0'), CAST(greatest(length(ltrim(${front}, '0')), ${least}) AS INTEGER), '0')`;
  const grouped = whole.includes(',') ? groupedSql(digits, whole) : digits;
  const fraction = decimals === 0 ? '' : ` || ${fractionSql(all, decimals, forcedDecimals, bare)}`;
  const width = whole.length;
  const body = bare ? `(${grouped}${fraction})` : `(lpad(${grouped}, ${width}, ' ')${fraction})`;
  const tooLong = `(length(ltrim(${front}, '0')) > ${places})`;
  const hashes = `'${'#'.repeat(width)}${decimals > 0 ? `.${'#'.repeat(decimals)}` : ''}'`;
  const shown = `CASE WHEN ${tooLong} THEN ${hashes} ELSE ${body} END`;
  const parts = [
    ...(prefix === '' ? [] : [quoteText(prefix)]),
    signedSql(shown, sign, bare || prefix !== ''),
    ...(suffix === '' ? [] : [quoteText(suffix)]),
  ];
  return { sql: `(${parts.join(' || ')})` };
}

/** Commas where the pattern has them, counted from the point. */
function groupedSql(digits: string, whole: readonly string[]): string {
  const fromRight = whole.toReversed();
  const pieces: string[] = [];
  let place = 0;
  for (const each of fromRight) {
    if (each === ',') pieces.push(`CASE WHEN length(${digits}) > ${place} THEN ',' ELSE '' END`);
    else {
      place += 1;
      pieces.push(
        `CASE WHEN length(${digits}) >= ${place} THEN substr(${digits}, length(${digits}) - ${place - 1}, 1) ELSE '' END`,
      );
    }
  }
  return `concat(${pieces.toReversed().join(', ')})`;
}

function fractionSql(all: string, decimals: number, forced: number, bare: boolean): string {
  const digits = `split_part(${all}, '.', 2)`;
  if (!bare) return `('.' || ${digits})`;
  return `('.' || rpad(rtrim(${digits}, '0'), CAST(greatest(length(rtrim(${digits}, '0')), ${Math.min(forced, decimals)}) AS INTEGER), '0'))`;
}

/** A sign of its own stands where the pattern says; without one a minus stands before the first digit. */
function signedSql(text: string, sign: NumberPattern['sign'], bare: boolean): string {
  const minus = 'x < 0';
  const before = (mark: string): string => `(regexp_extract(t, '^ *') || ${mark} || ltrim(t, ' '))`;
  const letter = (positive: string): string => `CASE WHEN ${minus} THEN '-' ELSE '${positive}' END`;
  const body = (sql: string): string => `list_transform([${text}], lambda t: ${sql})[1]`;
  switch (sign) {
    case 'leading':
      return body(before(letter('+')));
    case 'SG':
      return `(${letter('+')} || ${text})`;
    case 'trailing':
      return `(${text} || ${letter('+')})`;
    case 'MI':
      return `(${text} || ${letter(bare ? '' : ' ')})`;
    case 'PL':
      return `(${text} || CASE WHEN x > 0 THEN '+' ELSE ' ' END)`;
    case 'PR':
      return body(
        `CASE WHEN ${minus} THEN regexp_extract(t, '^ *') || '<' || ltrim(t, ' ') || '>' ELSE ${bare ? 't' : "' ' || t || ' '"} END`,
      );
    default:
      return body(
        before(bare ? letter('') : `CASE WHEN ${minus} THEN '-' ELSE '' END`).replace(
          /^/,
          bare ? '' : `CASE WHEN ${minus} THEN '' ELSE ' ' END || `,
        ),
      );
  }
}

/** How many digits TO_NUMBER's pattern has, before and behind the point; the template that is not supported. */
export function numberDigits(
  format: string,
): { readonly precision: number; readonly scale: number } | { readonly unsupported: string } {
  const pattern = readPattern(format);
  if ('unsupported' in pattern) return pattern;
  const places = pattern.whole.filter((each) => each !== ',').length;
  return { precision: Math.max(1, Math.min(38, places + pattern.decimals)), scale: Math.min(37, pattern.decimals) };
}
