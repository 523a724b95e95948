/** Words that are no columns where they stand. */

export const clauseWords: ReadonlySet<string> = new Set([
  'from',
  'where',
  'group',
  'having',
  'qualify',
  'order',
  'limit',
  'offset',
  'fetch',
  'union',
  'except',
  'minus',
  'intersect',
  'into',
]);

export const setWords: ReadonlySet<string> = new Set(['union', 'except', 'minus', 'intersect']);

export const joinWords: ReadonlySet<string> = new Set([
  'join',
  'inner',
  'left',
  'right',
  'full',
  'cross',
  'natural',
  'asof',
  'semi',
  'anti',
  'positional',
]);

/** Operators that are words; an operand is expected behind them. */
export const operatorWords: ReadonlySet<string> = new Set([
  'and',
  'or',
  'not',
  'in',
  'between',
  'like',
  'ilike',
  'similar',
  'to',
  'glob',
  'rlike',
  'regexp',
  'escape',
  'when',
  'then',
  'else',
  'case',
  'any',
  'some',
  'all',
  'distinct',
  'from',
  'for',
  'placing',
  'both',
  'leading',
  'trailing',
  'using',
  'by',
  'order',
  'partition',
  'div',
  'separator',
]);

/** What they stand for needs no operand behind them. */
export const constantWords: ReadonlySet<string> = new Set([
  'null',
  'true',
  'false',
  'current_date',
  'current_time',
  'current_timestamp',
  'localtime',
  'localtimestamp',
  'sysdate',
  'systimestamp',
  'current_user',
  'session_user',
  'user',
  'end',
  'asc',
  'desc',
  'isnull',
  'notnull',
]);

/** Functions whose first argument is a part of a date, written as a word. */
export const dateFunctions: ReadonlySet<string> = new Set([
  'dateadd',
  'date_add',
  'datediff',
  'date_diff',
  'datepart',
  'date_part',
  'date_trunc',
  'timestampadd',
  'timestampdiff',
]);

const dateParts =
  'millennium millennia century centuries decade decades epoch year years yr yrs y quarter quarters qtr qtrs month months mon mons week weeks w day days d dayofweek dow dw weekday dayofyear doy dy hour hours hr hrs h minute minutes min mins m second seconds sec secs s millisecond milliseconds ms msec microsecond microseconds us nanosecond nanoseconds timezone timezone_hour timezone_minute';
export const datePartWords: ReadonlySet<string> = new Set(dateParts.split(' '));

/** Functions of rows: without a column inside they still say how many rows there are, or which one this is. */
export const rowFunctions: ReadonlySet<string> = new Set([
  'count',
  'sum',
  'avg',
  'count_if',
  'row_number',
  'rank',
  'dense_rank',
  'percent_rank',
  'cume_dist',
  'ntile',
]);

/** Types that `convert(type, value)` and others begin with. */
export const typeWords: ReadonlySet<string> = new Set(
  'smallint int2 integer int int4 bigint int8 decimal numeric real float4 float float8 double boolean bool char character nchar bpchar varchar nvarchar text string date time timetz timestamp timestamptz interval super varbyte json jsonb uuid'.split(
    ' ',
  ),
);
