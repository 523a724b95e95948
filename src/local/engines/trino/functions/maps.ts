import { arrayOf, mapOf, rowOf, type TrinoType, unknown } from '../types/trinoType.ts';
import { fieldAt } from '../writing/casts.ts';
import { written } from '../writing/written.ts';
import type { CallWriter, FunctionTable, FunctionWriter } from './callWriter.ts';

/** https://trino.io/docs/current/functions/map.html */
export const mapTable: FunctionTable = [
  ['map_keys(map(K,V)) array(K)', 'map_keys($1)'],
  ['map_values(map(K,V)) array(V)', 'map_values($1)'],
  ['map_concat(map(K,V), map(K,V)…) map(K,V)', 'map_concat($*)'],
];

/** The fields of an array of pairs. */
function pairsAt(call: CallWriter): readonly [TrinoType | undefined, TrinoType | undefined, string, string] {
  const { type } = call.arg(0);
  const element = type?.name === 'array' ? type.element : undefined;
  if (element?.name !== 'row') throw call.unexpected(`${call.call.name}(array(row(K,V)))`);
  const { fields } = element;
  return [fields[0]?.type, fields[1]?.type, fieldAt('pair', fields, 0), fieldAt('pair', fields, 1)];
}

export const mapFunctions: Readonly<Record<string, FunctionWriter>> = {
  map(call) {
    if (call.count === 0) return written('MAP {}', mapOf(unknown, unknown));
    const [keys, values] = [call.arg(0), call.arg(1)];
    const of = (type: TrinoType | undefined): TrinoType | undefined =>
      type?.name === 'array' ? type.element : undefined;
    if (call.count > 2 || [keys, values].some(({ type }) => type && type.name !== 'array')) {
      throw call.unexpected('map(array(K), array(V))', 'map()');
    }
    return written(`map(${keys.sql}, ${values.sql})`, mapOf(of(keys.type), of(values.type)));
  },
  map_entries(call) {
    const { sql, type } = call.arg(0);
    const entry = type?.name === 'map' ? type : { key: undefined, value: undefined };
    const row = rowOf({ name: 'key', type: entry.key }, { name: 'value', type: entry.value });
    return written(`map_entries(${sql})`, arrayOf(row));
  },
  map_from_entries(call) {
    const [key, value, first, second] = pairsAt(call);
    const entries = `list_transform(${call.arg(0).sql}, lambda pair: {'key': ${first}, 'value': ${second}})`;
    return written(`map_from_entries(${entries})`, mapOf(key, value));
  },
  multimap_from_entries(call) {
    const [key, value, first, second] = pairsAt(call);
    const { sql } = call.arg(0);
    const keys = `trino_distinct(list_transform(${sql}, lambda pair: ${first}))`;
    const values = `list_transform(list_filter(${sql}, lambda pair: ${first} = multi_key), lambda pair: ${second})`;
    return written(`map(${keys}, list_transform(${keys}, lambda multi_key: ${values}))`, mapOf(key, arrayOf(value)));
  },
};
