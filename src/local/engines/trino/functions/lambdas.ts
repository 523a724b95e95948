import { arrayOf, boolean, isText, mapOf, type TrinoType, varchar } from '../types/trinoType.ts';
import { castTo } from '../writing/casts.ts';
import { truth } from '../writing/comparisons.ts';
import { type Written, written } from '../writing/written.ts';
import type { CallWriter, FunctionWriter } from './callWriter.ts';

function elementOf(call: CallWriter, index: number): TrinoType | undefined {
  const { type } = call.arg(index);
  if (type && type.name !== 'array') throw call.unexpected(`${call.call.name}(array(T), function(T,U))`);
  return type?.name === 'array' ? type.element : undefined;
}

function mapAt(call: CallWriter): { key: TrinoType | undefined; value: TrinoType | undefined } {
  const { type } = call.arg(0);
  if (type && type.name !== 'map') throw call.unexpected(`${call.call.name}(map(K,V), function(K,V,U))`);
  return type?.name === 'map' ? type : { key: undefined, value: undefined };
}

/** A lambda of one parameter, as DuckDB writes it. */
function each(call: CallWriter, index: number, type: TrinoType | undefined): { head: string; body: Written } {
  const name = call.parameter(index, 0);
  return { head: `lambda ${name}`, body: call.lambda(index, written(name, type)) };
}

function matching(name: 'trino_any' | 'trino_all', negated: boolean): FunctionWriter {
  return (call) => {
    const { head, body } = each(call, 1, elementOf(call, 0));
    const condition = truth(body, call.call.at);
    const results = `list_transform(${call.arg(0).sql}, ${head}: ${negated ? `(NOT ${condition})` : condition})`;
    return written(`${name}(${results})`, boolean);
  };
}

/** Functions of functions. https://trino.io/docs/current/functions/lambda.html */
export const lambdaFunctions: Readonly<Record<string, FunctionWriter>> = {
  transform(call) {
    const { head, body } = each(call, 1, elementOf(call, 0));
    return written(`list_transform(${call.arg(0).sql}, ${head}: ${body.sql})`, arrayOf(body.type));
  },
  filter(call) {
    const { head, body } = each(call, 1, elementOf(call, 0));
    return written(`list_filter(${call.arg(0).sql}, ${head}: ${truth(body, call.call.at)})`, call.arg(0).type);
  },
  any_match: matching('trino_any', false),
  all_match: matching('trino_all', false),
  none_match: matching('trino_all', true),
  reduce(call) {
    const element = elementOf(call, 0);
    const start = call.arg(1);
    // A text may grow beyond the length of the one that it begins with.
    const initial = written(start.sql, isText(start.type) ? varchar : start.type);
    const [state, item] = [call.parameter(2, 0), call.parameter(2, 1)];
    const step = call.lambda(2, written(`${state}.state`, initial.type), written(`${item}.item`, element));
    const next = initial.type && step.type ? castTo(step, initial.type, false, call.call.at).sql : step.sql;
    // DuckDB wants the state to be of the elements' type, so each element carries a state along.
    const pairs = `list_transform(${call.arg(0).sql}, lambda reduced: {'state': ${initial.sql}, 'item': reduced})`;
    const folded = `list_reduce(${pairs}, lambda ${state}, ${item}: {'state': ${next}, 'item': ${item}.item}, {'state': ${initial.sql}, 'item': NULL}).state`;
    return call.lambda(3, written(`(${folded})`, initial.type));
  },
  zip_with(call) {
    const [a, b] = [elementOf(call, 0), elementOf(call, 1)];
    const pair = 'zipped';
    const body = call.lambda(2, written(`struct_extract(${pair}, 1)`, a), written(`struct_extract(${pair}, 2)`, b));
    const pairs = `list_zip(${call.arg(0).sql}, ${call.arg(1).sql})`;
    return written(`list_transform(${pairs}, lambda ${pair}: ${body.sql})`, arrayOf(body.type));
  },
  /** In the order that a comparison gives: an element stands behind all those that it is greater than. */
  array_sort(call) {
    if (call.count === 1) {
      elementOf(call, 0);
      return written(`list_sort(${call.arg(0).sql}, 'ASC', 'NULLS LAST')`, call.arg(0).type);
    }
    const type = elementOf(call, 0);
    const body = call.lambda(1, written('before', type), written('sorted', type));
    const { sql } = call.arg(0);
    const smaller = `len(list_filter(${sql}, lambda before: ${body.sql} < 0))`;
    const ranked = `list_transform(${sql}, lambda sorted, place: {'rank': ${smaller}, 'place': place, 'item': sorted})`;
    return written(`list_transform(list_sort(${ranked}), lambda ranked: ranked.item)`, call.arg(0).type);
  },
  map_filter(call) {
    const { key, value } = mapAt(call);
    const condition = truth(call.lambda(1, written('entry.key', key), written('entry.value', value)), call.call.at);
    const entries = `list_filter(map_entries(${call.arg(0).sql}), lambda entry: ${condition})`;
    return written(`map_from_entries(${entries})`, call.arg(0).type);
  },
  transform_values(call) {
    const { key, value } = mapAt(call);
    const body = call.lambda(1, written('entry.key', key), written('entry.value', value));
    return mapped(call, 'entry.key', body.sql, mapOf(key, body.type));
  },
  transform_keys(call) {
    const { key, value } = mapAt(call);
    const body = call.lambda(1, written('entry.key', key), written('entry.value', value));
    return mapped(call, body.sql, 'entry.value', mapOf(body.type, value));
  },
  map_zip_with(call) {
    const { key, value } = mapAt(call);
    const [a, b] = [call.arg(0), call.arg(1)];
    const other = b.type?.name === 'map' ? b.type.value : undefined;
    const body = call.lambda(
      2,
      written('zip_key', key),
      written(`(${a.sql})[zip_key]`, value),
      written(`(${b.sql})[zip_key]`, other),
    );
    const keys = `trino_distinct(map_keys(${a.sql}) || map_keys(${b.sql}))`;
    const values = `list_transform(${keys}, lambda zip_key: ${body.sql})`;
    return written(`map(${keys}, ${values})`, mapOf(key, body.type));
  },
};

function mapped(call: CallWriter, key: string, value: string, type: TrinoType): Written {
  const entries = `list_transform(map_entries(${call.arg(0).sql}), lambda entry: {'key': ${key}, 'value': ${value}})`;
  return written(`map_from_entries(${entries})`, type);
}
