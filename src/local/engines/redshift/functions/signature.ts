import type { Signature } from '../../sql/signature.ts';
import { type RedshiftType, varchar } from '../types/redshiftType.ts';
import { isFloating, isInteger, isInterval, isNumber, isText, textLength } from '../types/typeGroups.ts';
import type { Written } from '../writing/written.ts';

/** What an argument costs that does not fit, or nothing that can be said. */
type Cost = number | undefined;

/** How far each type of a signature is from what it is given; 0 where nothing has to be done. */
const costs: Readonly<Record<string, (type: RedshiftType) => Cost>> = {
  any: () => 0,
  number: (type) => (isNumber(type) ? 0 : undefined),
  int: (type) => (isInteger(type) ? 0 : isNumber(type) ? 6 : undefined),
  bigint: (type) => (isInteger(type) ? 0 : isNumber(type) ? 6 : undefined),
  numeric: (type) => (type.name === 'numeric' ? 0 : isInteger(type) ? 1 : isFloating(type) ? 3 : undefined),
  double: (type) => (isFloating(type) ? 0 : isNumber(type) ? 2 : undefined),
  boolean: (type) => (type.name === 'boolean' ? 0 : undefined),
  text: (type) => textCost(type),
  date: (type) => ({ date: 0, timestamp: 4, timestamptz: 5 })[type.name as 'date'],
  timestamp: (type) => ({ timestamp: 0, date: 1, timestamptz: 2 })[type.name as 'date'],
  timestamptz: (type) => ({ timestamptz: 0, timestamp: 2, date: 3 })[type.name as 'date'],
  time: (type) => (type.name === 'time' || type.name === 'timetz' ? 0 : undefined),
  interval: (type) => (isInterval(type) ? 0 : undefined),
  super: (type) => (type.name === 'super' ? 0 : undefined),
  varbyte: (type) => (type.name === 'varbyte' ? 0 : undefined),
  array: (type) => (type.name === 'array' ? 0 : undefined),
  oid: (type) => (isInteger(type) ? 0 : type.name === 'regclass' ? 1 : undefined),
};

/** Numbers, dates and scalars of SUPER are texts where nothing else is wanted. */
function textCost(type: RedshiftType): Cost {
  if (isText(type)) return 0;
  if (type.name === 'super') return 7;
  const turns = isNumber(type) || ['date', 'time', 'timetz', 'timestamp', 'timestamptz'].includes(type.name);
  return turns ? 8 : undefined;
}

/** What a literal or a parameter costs: it is a text rather than anything else. */
function unknownCost(pattern: string): number {
  return pattern === 'text' || pattern === 'any' ? 0 : pattern === 'varbyte' || pattern === 'super' ? 4 : 1;
}

/** How far arguments are from a signature; `undefined` when they do not fit it. */
export function signatureCost({ parameters, variadic }: Signature, args: readonly Written[]): Cost {
  const last = parameters.at(-1);
  if (args.length < parameters.length || (args.length > parameters.length && !(variadic && last))) return undefined;
  let total = 0;
  for (const [index, { type }] of args.entries()) {
    const { name } = parameters[index] ?? last!;
    const cost = type.name === 'unknown' ? unknownCost(name) : costs[name]?.(type);
    if (cost === undefined) return undefined;
    total += cost;
  }
  return total;
}

const targets: Readonly<Record<string, RedshiftType>> = {
  int: { name: 'bigint' },
  bigint: { name: 'bigint' },
  double: { name: 'double precision' },
  boolean: { name: 'boolean' },
  text: varchar(),
  date: { name: 'date' },
  timestamp: { name: 'timestamp' },
  timestamptz: { name: 'timestamptz' },
  time: { name: 'time' },
  interval: { name: 'interval day to second' },
  super: { name: 'super' },
  varbyte: { name: 'varbyte', length: 16_777_216 },
  oid: { name: 'oid' },
};

/** The type that an argument is turned into; `undefined` where it stays what it is. */
export function argumentType(pattern: string, type: RedshiftType): RedshiftType | undefined {
  if (type.name === 'unknown') {
    if (pattern === 'number') return { name: 'double precision' };
    if (pattern === 'numeric') return { name: 'numeric', precision: 38, scale: 10 };
    return targets[pattern] ?? (pattern === 'any' ? varchar() : undefined);
  }
  if (costs[pattern]?.(type) === 0) return pattern === 'double' && type.name === 'real' ? targets.double : undefined;
  if (pattern === 'numeric') return isInteger(type) ? undefined : { name: 'numeric', precision: 38, scale: 10 };
  return targets[pattern];
}

/**
 * The type of a result: by its name, `=1` for that of the first argument, `text1` for a text as long as the first,
 * `text+` for one as long as all together.
 */
export function resultType(pattern: string, args: readonly Written[]): RedshiftType {
  const same = /^=(\d)$/.exec(pattern);
  if (same) return args[Number(same[1]) - 1]?.type ?? varchar();
  const text = /^text(\d+|\+)$/.exec(pattern);
  if (text) return lengthOf(text[1]!, args);
  switch (pattern) {
    case 'int':
      return { name: 'integer' };
    case 'numeric':
      return { name: 'numeric', precision: 38, scale: 4 };
    case 'name':
      return { name: 'name' };
    default:
      return targets[pattern] ?? varchar();
  }
}

function lengthOf(which: string, args: readonly Written[]): RedshiftType {
  const length = ({ type, literal }: Written): number =>
    literal === undefined ? textLength(type) : new TextEncoder().encode(literal).length;
  if (which === '+')
    return varchar(
      Math.min(
        65_535,
        args.reduce((sum, arg) => sum + length(arg), 0),
      ),
    );
  const place = Number(which);
  if (place > 9) return varchar(place);
  return varchar(args[place - 1] ? length(args[place - 1]!) : undefined);
}
