import {
  arrayOf,
  bigint,
  boolean,
  double,
  isFloating,
  isInteger,
  isNumeric,
  isText,
  mapOf,
  type TrinoType,
  varchar,
} from '../types/trinoType.ts';
import { truth } from '../writing/comparisons.ts';
import { decimalMean } from '../writing/decimals.ts';
import { written } from '../writing/written.ts';
import type { CallWriter, FunctionWriter } from './callWriter.ts';

/** An aggregate of DuckDB's that does the same, with a result of its argument's or of a given type. */
function same(name: string, result?: TrinoType): FunctionWriter {
  return (call) => {
    const args = call.call.args.map((_, index) => call.arg(index));
    if (args.length === 0) throw call.unexpected();
    return written(
      call.aggregate(
        name,
        args.map(({ sql }) => sql),
      ),
      result ?? args[0]?.type,
    );
  };
}

/** An aggregate of doubles. */
function ofDoubles(name: string): FunctionWriter {
  return (call) => {
    const args = call.call.args.map((_, index) => call.arg(index));
    const numbers = args.every(({ type }) => !type || isNumeric(type) || type.name === 'unknown');
    if (!numbers || args.length === 0) throw call.unexpected(`${call.call.name}(double)`);
    const sql = args.map((arg) => `CAST(${arg.sql} AS DOUBLE)`);
    return written(call.aggregate(name, sql), double);
  };
}

const sums = ['bigint', 'double', 'real', 'decimal(p,s)'];

function numericArgument(call: CallWriter): { sql: string; type: TrinoType | undefined } {
  const arg = call.arg(0);
  if (call.count !== 1 || (arg.type && !isNumeric(arg.type) && arg.type.name !== 'unknown')) {
    throw call.unexpected(...sums.map((type) => `${call.call.name}(${type})`));
  }
  return arg;
}

/** The greatest or smallest, or the first n of them. */
function extreme(name: 'max' | 'min'): FunctionWriter {
  return (call) => {
    const { sql, type } = call.arg(0);
    if (call.count === 1) return written(call.aggregate(name, [sql]), type);
    return written(call.aggregate(name, [sql, call.arg(1).sql]), arrayOf(type));
  };
}

/** The value beside the greatest or smallest; that value may be null, as DuckDB's `arg_max` would not have it. */
function extremeBy(name: 'arg_max' | 'arg_min'): FunctionWriter {
  return (call) => {
    const [value, by] = [call.arg(0), call.arg(1)];
    if (call.count === 2) return written(call.aggregate(`${name}_null`, [value.sql, by.sql]), value.type);
    const several = call.aggregate(name, [`{'item': ${value.sql}}`, by.sql, call.arg(2).sql]);
    return written(`list_transform(${several}, lambda each: each.item)`, arrayOf(value.type));
  };
}

function condition(name: 'bool_and' | 'bool_or'): FunctionWriter {
  return (call) => written(call.aggregate(name, [truth(call.arg(0), call.call.args[0]!.at)]), boolean);
}

/** https://trino.io/docs/current/functions/aggregate.html */
export const aggregateFunctions: Readonly<Record<string, FunctionWriter>> = {
  count(call) {
    const star = call.count === 0 || call.call.args[0]?.kind === 'star';
    if (call.count > 1) throw call.unexpected('count()', 'count(T)');
    return written(call.aggregate('count', [star ? '*' : call.arg(0).sql]), bigint);
  },
  count_if(call) {
    const test = truth(call.arg(0), call.call.args[0]!.at);
    return written(call.aggregate('count', [`CASE WHEN ${test} THEN 1 END`]), bigint);
  },
  /** DuckDB sums whole numbers to 128 bits; Trino stays with 64, and fails beyond. */
  sum(call) {
    const { sql, type } = numericArgument(call);
    const sum = call.aggregate('sum', [sql]);
    if (isInteger(type)) return written(`CAST(${sum} AS BIGINT)`, bigint);
    if (type?.name === 'real') return written(`CAST(${sum} AS FLOAT)`, type);
    return written(sum, type?.name === 'decimal' ? { ...type, precision: 38 } : type);
  },
  avg(call) {
    const { sql, type } = numericArgument(call);
    if (type?.name === 'decimal') {
      return decimalMean(call.aggregate('sum', [sql]), call.aggregate('count', [sql]), type);
    }
    const mean = call.aggregate('avg', [sql]);
    return type?.name === 'real' ? written(`CAST(${mean} AS FLOAT)`, type) : written(mean, double);
  },
  min: extreme('min'),
  max: extreme('max'),
  min_by: extremeBy('arg_min'),
  max_by: extremeBy('arg_max'),
  arbitrary: same('any_value'),
  any_value: same('any_value'),
  bool_and: condition('bool_and'),
  bool_or: condition('bool_or'),
  every: condition('bool_and'),
  array_agg: (call) => written(call.aggregate('list', [call.arg(0).sql]), arrayOf(call.arg(0).type)),
  set_agg: (call) => written(`list_distinct(${call.aggregate('list', [call.arg(0).sql])})`, arrayOf(call.arg(0).type)),
  set_union(call) {
    return written(`trino_distinct(flatten(${call.aggregate('list', [call.arg(0).sql])}))`, call.arg(0).type);
  },
  listagg(call) {
    const { sql, type } = call.arg(0);
    if (type && !isText(type)) throw call.unexpected('listagg(varchar, varchar)');
    return written(call.aggregate('string_agg', [sql, call.count > 1 ? call.arg(1).sql : "''"]), varchar);
  },
  histogram(call) {
    const { sql, type } = call.arg(0);
    const counts = `map_entries(${call.aggregate('histogram', [sql])})`;
    const entries = `list_transform(${counts}, lambda entry: {'key': entry.key, 'value': CAST(entry.value AS BIGINT)})`;
    return written(`map_from_entries(${entries})`, mapOf(type, bigint));
  },
  map_agg(call) {
    const [key, value] = [call.arg(0), call.arg(1)];
    const entries = call.aggregate('list', [`{'key': ${key.sql}, 'value': ${value.sql}}`]);
    return written(`trino_map_of(${entries})`, mapOf(key.type, value.type));
  },
  multimap_agg(call) {
    const [key, value] = [call.arg(0), call.arg(1)];
    const entries = call.aggregate('list', [`{'key': ${key.sql}, 'value': ${value.sql}}`]);
    return written(`trino_multimap_of(${entries})`, mapOf(key.type, arrayOf(value.type)));
  },
  map_union(call) {
    const { sql, type } = call.arg(0);
    return written(`trino_map_of(flatten(${call.aggregate('list', [`map_entries(${sql})`])}))`, type);
  },
  /** Exact, which an approximation may be. */
  approx_distinct(call) {
    return written(call.aggregate('count', [`DISTINCT ${call.arg(0).sql}`], { plain: true }), bigint);
  },
  /** The exact percentile among the values that there are. */
  approx_percentile(call) {
    if (call.count > 2) {
      throw call.fail('NOT_SUPPORTED', 'approx_percentile with weights is not supported by the local engine');
    }
    const [value, share] = [call.arg(0), call.arg(1)];
    if (value.type && !isNumeric(value.type)) throw call.unexpected('approx_percentile(double, double)');
    const whole = isInteger(value.type) || isFloating(value.type);
    const percentile = call.aggregate('quantile_disc', [whole ? value.sql : `CAST(${value.sql} AS DOUBLE)`, share.sql]);
    const type = whole || !value.type ? value.type : double;
    return written(percentile, share.type?.name === 'array' ? arrayOf(type) : type);
  },
  grouping(call) {
    const names = call.call.args.map((_, index) => call.arg(index).sql);
    return written(`CAST(grouping(${names.join(', ')}) AS BIGINT)`, bigint);
  },
  stddev: ofDoubles('stddev_samp'),
  stddev_samp: ofDoubles('stddev_samp'),
  stddev_pop: ofDoubles('stddev_pop'),
  variance: ofDoubles('var_samp'),
  var_samp: ofDoubles('var_samp'),
  var_pop: ofDoubles('var_pop'),
  skewness: ofDoubles('skewness'),
  kurtosis: ofDoubles('kurtosis'),
  corr: ofDoubles('corr'),
  covar_pop: ofDoubles('covar_pop'),
  covar_samp: ofDoubles('covar_samp'),
  regr_slope: ofDoubles('regr_slope'),
  regr_intercept: ofDoubles('regr_intercept'),
  geometric_mean: ofDoubles('geomean'),
  bitwise_and_agg: same('bit_and', bigint),
  bitwise_or_agg: same('bit_or', bigint),
  bitwise_xor_agg: same('bit_xor', bigint),
};

export const aggregateMacros: readonly string[] = [
  // Of entries with the same key one stays, as in Trino; a map without them is the usual case.
  `CREATE OR REPLACE MACRO trino_keyed(entries) AS list_filter(entries, lambda entry: entry.key IS NOT NULL)`,
  `CREATE OR REPLACE MACRO trino_map_of(entries) AS map_from_entries(
    CASE WHEN len(list_distinct(list_transform(entries, lambda entry: entry.key))) = len(entries) THEN entries
      ELSE list_filter(trino_keyed(entries), lambda entry, place:
        list_position(list_transform(trino_keyed(entries), lambda each: each.key), entry.key) = place) END)`,
  `CREATE OR REPLACE MACRO trino_multimap_of(entries) AS
    map(list_distinct(list_transform(trino_keyed(entries), lambda entry: entry.key)),
      list_transform(list_distinct(list_transform(trino_keyed(entries), lambda entry: entry.key)), lambda multi:
        list_transform(list_filter(entries, lambda entry: entry.key = multi), lambda entry: entry.value)))`,
];
