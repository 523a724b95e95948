import { duckDbType } from '../types/duckDbType.ts';
import { bigint, boolean, double, integer, type RedshiftType, varchar } from '../types/redshiftType.ts';
import { isFloating, isInteger, isMoment, isNumber, isText, numericOf } from '../types/typeGroups.ts';
import { coerced, settled, truth } from '../writing/coercion.ts';
import { numericMean } from '../writing/decimals.ts';
import { withoutBlanks } from '../writing/trailingBlanks.ts';
import { type Written, written } from '../writing/written.ts';
import type { CallWriter, FunctionWriter } from './callWriter.ts';

/** @throws RedshiftError where ORDER BY stands in OVER and no frame does */
function checkFrame({ call, fail }: CallWriter): void {
  if (call.over && call.over.orderBy.length > 0 && !call.over.frame) {
    throw fail('0A000', 'Aggregate window functions with an ORDER BY clause require a frame clause');
  }
}

function numberArgument(call: CallWriter): Written {
  checkFrame(call);
  if (call.count !== 1) throw call.unexpected();
  const arg = call.arg(0);
  const value =
    arg.type.name === 'unknown' || arg.type.name === 'super' ? coerced(arg, double, call.at, call.writer) : arg;
  if (!isNumber(value.type)) throw call.unexpected();
  return value;
}

function ofDoubles(name: string): FunctionWriter {
  return (call) => {
    const { sql } = numberArgument(call);
    return written(call.aggregate(name, [`CAST(${sql} AS DOUBLE)`]), double);
  };
}

function extreme(name: 'max' | 'min'): FunctionWriter {
  return (call) => {
    checkFrame(call);
    if (call.count !== 1) throw call.unexpected();
    const { sql, type } = settled(call.arg(0), call.writer);
    if (type.name === 'boolean' || type.name === 'super') throw call.unexpected();
    return written(call.aggregate(name, [sql]), type);
  };
}

function condition(name: 'bool_and' | 'bool_or'): FunctionWriter {
  return (call) => {
    checkFrame(call);
    return written(call.aggregate(name, [truth(call.arg(0), name.toUpperCase(), call.at, call.writer)]), boolean);
  };
}

function bits(name: string): FunctionWriter {
  return (call) => {
    const { sql, type } = numberArgument(call);
    if (!isInteger(type)) throw call.unexpected();
    return written(`CAST(${call.aggregate(name, [sql])} AS ${duckDbType(type)})`, type);
  };
}

/** The one item of WITHIN GROUP. */
function sorted(call: CallWriter): { readonly value: Written; readonly descending: boolean } {
  const [item, second] = call.call.withinGroup;
  if (!item || second)
    throw call.fail('42601', `${call.call.name} requires WITHIN GROUP (ORDER BY …) with one expression`);
  return {
    value: settled(call.writer.expression(item.expression, call.scope), call.writer),
    descending: item.descending,
  };
}

/** The share of a percentile, counted from the other end where the order goes down. */
function shareOf(call: CallWriter, descending: boolean): string {
  const share = call.as(0, double);
  return descending ? `(1 - ${share})` : share;
}

function percentile(way: 'cont' | 'disc'): FunctionWriter {
  return (call) => {
    const { value, descending } = sorted(call);
    const share = shareOf(call, descending);
    if (way === 'disc') return written(call.aggregate('quantile_disc', [value.sql, share]), value.type);
    return middle(call, value, share);
  };
}

/** Between two values it is a number between them, in as many digits as numerics have. */
function middle(call: CallWriter, value: Written, share: string): Written {
  const { sql, type } = value;
  if (isMoment(type))
    return written(call.aggregate('quantile_cont', [sql, share]), type.name === 'date' ? { name: 'timestamp' } : type);
  if (!isNumber(type)) throw call.unexpected();
  const result: RedshiftType = type.name === 'numeric' ? numericOf(38, type.scale) : double;
  return written(
    `CAST(${call.aggregate('quantile_cont', [`CAST(${sql} AS DOUBLE)`, share])} AS ${duckDbType(result)})`,
    result,
  );
}

/** The arguments of GROUPING as GROUP BY has them. */
function groupKeys({ call, arg, scope }: CallWriter): string {
  return call.args.map((_, index) => scope.grouped?.get(arg(index).sql)?.key ?? arg(index).sql).join(', ');
}

/** https://docs.aws.amazon.com/redshift/latest/dg/c_Aggregate_Functions.html */
export const aggregateFunctions: Readonly<Record<string, FunctionWriter>> = {
  count(call) {
    checkFrame(call);
    const star = call.call.args[0]?.kind === 'star';
    if (call.count !== 1) throw call.unexpected();
    const counted = (): string => {
      const value = settled(call.arg(0), call.writer);
      return call.call.distinct ? withoutBlanks(value) : value.sql;
    };
    return written(call.aggregate('count', [star ? '*' : counted()]), bigint);
  },
  /** DuckDB sums whole numbers to 128 bits. */
  sum(call) {
    const { sql, type } = numberArgument(call);
    const sum = call.aggregate('sum', [sql]);
    if (isInteger(type)) return written(`CAST(${sum} AS BIGINT)`, bigint);
    return isFloating(type)
      ? written(sum, double)
      : written(sum, numericOf(38, type.name === 'numeric' ? type.scale : 0));
  },
  avg(call) {
    const { sql, type } = numberArgument(call);
    if (isFloating(type)) return written(call.aggregate('avg', [sql]), double);
    const [sum, count] = [call.aggregate('sum', [sql]), call.aggregate('count', [sql])];
    if (isInteger(type)) return written(`CAST(${sum} // nullif(${count}, 0) AS BIGINT)`, bigint);
    return numericMean(sum, count, type);
  },
  min: extreme('min'),
  max: extreme('max'),
  any_value: (call) =>
    written(
      call.aggregate('any_value', [settled(call.arg(0), call.writer).sql]),
      settled(call.arg(0), call.writer).type,
    ),
  bool_and: condition('bool_and'),
  bool_or: condition('bool_or'),
  bit_and: bits('bit_and'),
  bit_or: bits('bit_or'),
  stddev: ofDoubles('stddev_samp'),
  stddev_samp: ofDoubles('stddev_samp'),
  stddev_pop: ofDoubles('stddev_pop'),
  variance: ofDoubles('var_samp'),
  var_samp: ofDoubles('var_samp'),
  var_pop: ofDoubles('var_pop'),
  median(call) {
    if (call.count !== 1) throw call.unexpected();
    return middle(call, settled(call.arg(0), call.writer), '0.5');
  },
  percentile_cont: percentile('cont'),
  percentile_disc: percentile('disc'),
  approximate_percentile_disc: percentile('disc'),
  listagg(call) {
    if (call.count < 1 || call.count > 2) throw call.unexpected();
    const text = coerced(call.arg(0), varchar(), call.at, call.writer);
    if (!isText(text.type)) throw call.unexpected();
    const delimiter = call.count > 1 ? call.as(1, varchar()) : "''";
    const order = call.call.withinGroup;
    const by = order.length > 0 ? call.writer.sortItems(order, call.scope) : undefined;
    if (!call.call.distinct) return written(call.aggregate('string_agg', [text.sql, delimiter], by), varchar());
    const value = call.arg(0);
    if (isText(value.type) || value.type.name === 'unknown' || by === undefined) {
      return written(call.aggregate('string_agg', [withoutBlanks(text), delimiter], by), varchar());
    }
    // What is no text is sorted as what it is, and becomes a text then.
    const each = coerced(written('each', value.type), varchar(), call.at, call.writer).sql;
    const list = `list_transform(${call.aggregate('list', [value.sql], by)}, lambda each: ${each})`;
    return written(`nullif(array_to_string(${list}, ${delimiter}), '')`, varchar());
  },
  /** Exact, which an approximation may be. */
  hll: (call) =>
    written(call.aggregate('count', [`DISTINCT ${withoutBlanks(settled(call.arg(0), call.writer))}`]), bigint),
  grouping: (call) => written(`CAST(grouping(${groupKeys(call)}) AS INTEGER)`, integer),
  grouping_id: (call) => written(`CAST(grouping(${groupKeys(call)}) AS BIGINT)`, bigint),
};
