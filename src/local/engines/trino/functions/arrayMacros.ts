import { failure } from '../writing/failure.ts';

const argument = (message: string): string => failure('INVALID_FUNCTION_ARGUMENT', message);

/** What arrays need beyond DuckDB's own functions: places that fail when they are none, nulls as Trino sees them. */
export const arrayMacros: readonly string[] = [
  `CREATE OR REPLACE MACRO trino_place(items, place) AS
    CASE WHEN items IS NULL OR place IS NULL THEN NULL
      WHEN place BETWEEN 1 AND len(items) THEN place
      WHEN place = 0 THEN ${argument("'SQL array indices start at 1'")}
      WHEN place < 0 THEN ${argument("'Array subscript is negative: ', place")}
      ELSE ${argument("'Array subscript must be less than or equal to array length: ', place, ' > ', len(items)")} END`,
  `CREATE OR REPLACE MACRO trino_element(items, place) AS
    items[CASE WHEN place = 0 THEN ${argument("'SQL array indices start at 1'")} ELSE place END]`,
  `CREATE OR REPLACE MACRO trino_has_null(items) AS len(items) > list_count(items)`,
  `CREATE OR REPLACE MACRO trino_contains(items, item) AS
    CASE WHEN items IS NULL OR item IS NULL THEN NULL
      WHEN list_contains(items, item) THEN true
      WHEN trino_has_null(items) THEN NULL
      ELSE false END`,
  `CREATE OR REPLACE MACRO trino_contains_sequence(items, part) AS
    len(part) = 0 OR len(list_filter(generate_series(1, len(items) - len(part) + 1),
      lambda place: items[place:place + len(part) - 1] = part)) > 0`,
  `CREATE OR REPLACE MACRO trino_array_position(items, item) AS
    CASE WHEN items IS NULL OR item IS NULL THEN NULL
      ELSE CAST(coalesce(list_position(items, item), 0) AS BIGINT) END`,
  `CREATE OR REPLACE MACRO trino_array_remove(items, item) AS
    CASE WHEN item IS NULL THEN NULL ELSE list_filter(items, lambda each: each IS DISTINCT FROM item) END`,
  `CREATE OR REPLACE MACRO trino_distinct(items) AS
    list_filter(items, lambda each, place:
      len(list_filter(items[1:place - 1], lambda other: other IS NOT DISTINCT FROM each)) = 0)`,
  `CREATE OR REPLACE MACRO trino_common(items, others) AS
    list_filter(items, lambda each: len(list_filter(others, lambda other: other IS NOT DISTINCT FROM each)) > 0)`,
  `CREATE OR REPLACE MACRO trino_uncommon(items, others) AS
    list_filter(items, lambda each: len(list_filter(others, lambda other: other IS NOT DISTINCT FROM each)) = 0)`,
  `CREATE OR REPLACE MACRO trino_slice(items, start, count) AS
    CASE WHEN start = 0 OR count < 0 THEN items[${argument("'SQL array indices start at 1'")}:1]
      WHEN start > 0 THEN items[start:start + count - 1]
      WHEN -start > len(items) THEN items[1:0]
      ELSE items[len(items) + start + 1:len(items) + start + count] END`,
  `CREATE OR REPLACE MACRO trino_ngrams(items, n) AS
    CASE WHEN len(items) <= n THEN [items]
      ELSE list_transform(generate_series(1, len(items) - n + 1), lambda place: items[place:place + n - 1]) END`,
  `CREATE OR REPLACE MACRO trino_combinations(items, n) AS
    list_transform(
      list_sort(list_filter(generate_series(0, (1::BIGINT << len(items)::INTEGER) - 1), lambda mask: bit_count(mask) = n)),
      lambda mask: list_filter(items, lambda item, place: (mask >> (place - 1)::INTEGER) & 1 = 1))`,
  `CREATE OR REPLACE MACRO trino_shuffle(items) AS
    list_transform(list_sort(list_transform(items, lambda item: {'place': random(), 'item': item})),
      lambda pair: pair.item)`,
  `CREATE OR REPLACE MACRO trino_sequence(start, stop) AS
    generate_series(start, stop, CASE WHEN start <= stop THEN 1 ELSE -1 END)`,
  `CREATE OR REPLACE MACRO trino_day_sequence(start, stop) AS
    generate_series(start, stop, CASE WHEN start <= stop THEN INTERVAL 1 DAY ELSE to_days(-1) END)`,
  `CREATE OR REPLACE MACRO trino_any(results) AS
    CASE WHEN results IS NULL THEN NULL WHEN list_contains(results, true) THEN true
      WHEN trino_has_null(results) THEN NULL ELSE false END`,
  `CREATE OR REPLACE MACRO trino_all(results) AS
    CASE WHEN results IS NULL THEN NULL WHEN list_contains(results, false) THEN false
      WHEN trino_has_null(results) THEN NULL ELSE true END`,
];
