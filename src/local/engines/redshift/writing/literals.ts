import { quoteText } from '../../../../core/sqlQuoting.ts';
import { bigint, double, integer } from '../types/redshiftType.ts';
import { type Written, written } from './written.ts';

/** A number as Redshift types it: `1` is an integer, `1.0` a numeric and `1e0` a double. */
export function numberLiteral(text: string): Written {
  if (/e/i.test(text)) return written(`CAST('${text}' AS DOUBLE)`, double);
  if (text.includes('.')) {
    const [whole = '', fraction = ''] = text.split('.');
    const precision = Math.max(1, whole.replace(/^0+/, '').length + fraction.length);
    if (precision > 38) return written(`CAST('${text}' AS DOUBLE)`, double);
    const type = { name: 'numeric', precision, scale: fraction.length } as const;
    return written(`CAST('${text}' AS DECIMAL(${precision},${fraction.length}))`, type);
  }
  const value = BigInt(text);
  if (value < 2n ** 31n) return written(String(value), integer);
  if (value < 2n ** 63n) return written(`CAST(${value} AS BIGINT)`, bigint);
  const precision = Math.min(38, String(value).length);
  return written(`CAST('${value}' AS DECIMAL(${precision},0))`, { name: 'numeric', precision, scale: 0 });
}

/** A text that takes the type of what it stands beside. */
export function textLiteral(value: string): Written {
  return { sql: quoteText(value), type: { name: 'unknown' }, literal: value };
}
