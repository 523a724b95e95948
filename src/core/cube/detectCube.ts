/** Dimensions, measures and hierarchies as columns' types, keys and names suggest them; strata.yaml says otherwise. */

import { quoteName } from '../sqlQuoting.ts';
import type { CubeHierarchy, CubeLevel, CubeMeasure } from './cube.ts';
import { kindOfSqlType } from './sqlKinds.ts';
import { type TimePart, timeParts } from './timeParts.ts';

export interface DetectedColumn {
  readonly name: string;
  /** In the engine's own words. */
  readonly type: string;
  /** Part of a key of the table, where that is known. */
  readonly key?: boolean;
}

export interface DetectedCube {
  readonly levels: readonly CubeLevel[];
  readonly hierarchies: readonly CubeHierarchy[];
  readonly measures: readonly CubeMeasure[];
}

const words = (name: string) => name.toLowerCase().split(/[^\p{L}\p{N}]+/u);
const has = (name: string, list: readonly string[]) => words(name).some((word) => list.includes(word));

const keyWords = [
  'id',
  'key',
  'sk',
  'code',
  'codigo',
  'código',
  'uuid',
  'nro',
  'numero',
  'número',
  'number',
  'zip',
  'postal',
];
const averageWords = [
  ...['price', 'precio', 'rate', 'tasa', 'ratio', 'percent', 'pct', 'porcentaje', 'avg', 'average', 'promedio', 'mean'],
  ...[
    'media',
    'age',
    'edad',
    'score',
    'unit',
    'unitario',
    'ticket',
    'temperature',
    'temperatura',
    'discount',
    'descuento',
  ],
];
const partWords: Readonly<Record<TimePart, readonly string[]>> = {
  year: ['year', 'anio', 'año', 'ano', 'yr'],
  quarter: ['quarter', 'trimestre', 'qtr'],
  month: ['month', 'mes'],
  week: ['week', 'semana'],
  day: ['day', 'dia', 'día', 'date', 'fecha'],
};

/** Places and kinds of things, each list from coarse to fine: columns named so are levels of one hierarchy. */
const nestings: readonly { readonly name: string; readonly steps: readonly (readonly string[])[] }[] = [
  {
    name: 'geography',
    steps: [
      ['continent', 'continente'],
      ['country', 'pais', 'país'],
      ['region', 'región', 'zone', 'zona'],
      ['state', 'province', 'provincia', 'departamento', 'department'],
      ['city', 'ciudad'],
      ['store', 'tienda', 'sucursal', 'branch'],
      ['customer', 'cliente'],
    ],
  },
  {
    name: 'product',
    steps: [
      ['category', 'categoria', 'categoría', 'department'],
      ['subcategory', 'subcategoria', 'subcategoría'],
      ['brand', 'marca'],
      ['product', 'producto', 'item', 'sku', 'articulo', 'artículo'],
    ],
  },
];

/** The periods of a date column that its name allows: a `month` column has no days. */
function partsFor(name: string): readonly TimePart[] {
  const named = (['year', 'quarter', 'month', 'week'] as const).find((part) => has(name, partWords[part]));
  const all: readonly TimePart[] = ['year', 'quarter', 'month', 'day'];
  if (named === 'week') return ['week'];
  return named ? all.slice(0, all.indexOf(named) + 1) : all;
}

/** The levels of a date or timestamp: `order_date.year` … `order_date.day`. */
export function dateLevels(
  name: string,
  title: string,
  sql: string,
  kind: CubeLevel['kind'],
  parts: readonly TimePart[],
) {
  const ordered = [...parts].sort((a, b) => timeParts.indexOf(a) - timeParts.indexOf(b));
  const levels = ordered.map(
    (part): CubeLevel => ({ name: `${name}.${part}`, title: `${title} · ${part}`, sql, kind, part }),
  );
  // Weeks lie across months and years, so that they are no step between them.
  const nested = levels.filter(({ part }) => part !== 'week');
  const hierarchy: CubeHierarchy = { name, title, levels: nested.map((level) => level.name) };
  return { levels, hierarchies: nested.length > 1 ? [hierarchy] : [] };
}

/** @param columns of the relation, in its order */
export function detectCube(columns: readonly DetectedColumn[]): DetectedCube {
  const levels: CubeLevel[] = [];
  const hierarchies: CubeHierarchy[] = [];
  const measures: CubeMeasure[] = [
    { name: 'rows', title: 'rows', kind: 'integer', aggregate: 'count', of: '*', digits: 0 },
  ];
  const taken = (name: string) => (name === 'rows' ? 'rows_sum' : name);
  for (const column of columns) {
    const kind = kindOfSqlType(column.type);
    const { name } = column;
    const sql = quoteName(name);
    if (kind === 'nested' || kind === 'binary' || kind === 'time') continue;
    if (kind === 'date' || kind === 'timestamp') {
      const dated = dateLevels(name, name, sql, kind, partsFor(name));
      levels.push(...dated.levels);
      hierarchies.push(...dated.hierarchies);
      continue;
    }
    const isKey = column.key === true || has(name, keyWords);
    const part = kind === 'integer' ? timeParts.find((each) => has(name, partWords[each])) : undefined;
    if (kind === 'text' || kind === 'boolean' || isKey || part) {
      levels.push({ name, title: name, sql, kind, ...(part === 'year' ? { part } : {}) });
      if (isKey)
        measures.push({
          name: `${name}_count`,
          title: `${name} (distinct)`,
          kind: 'integer',
          aggregate: 'count-distinct',
          of: sql,
          digits: 0,
        });
      continue;
    }
    const first = words(name)[0] ?? '';
    const aggregate = first === 'min' || first === 'max' ? first : has(name, averageWords) ? 'avg' : 'sum';
    measures.push({ name: taken(name), title: name, kind, aggregate, of: sql });
  }
  return { levels, hierarchies: [...hierarchies, ...nestedByName(levels), ...numberedPeriods(levels)], measures };
}

function nestedByName(levels: readonly CubeLevel[]): CubeHierarchy[] {
  return nestings.flatMap(({ name, steps }) => {
    const found = steps.flatMap((step) => {
      // `customer` before `customer_id`: a name says more than a key.
      const fitting = levels.filter((level) => level.part === undefined && has(level.name, step));
      return fitting.sort((a, b) => words(a.name).length - words(b.name).length).slice(0, 1);
    });
    const distinct = [...new Set(found.map((level) => level.name))];
    return distinct.length > 1 ? [{ name, title: name, levels: distinct }] : [];
  });
}

/** `year`, `month` and `day` as numbers in columns of their own. */
function numberedPeriods(levels: readonly CubeLevel[]): CubeHierarchy[] {
  const found = (['year', 'quarter', 'month', 'day'] as const).flatMap((part) =>
    levels.filter((level) => level.kind === 'integer' && has(level.name, partWords[part])).slice(0, 1),
  );
  return found.length > 1 && found[0]?.part === 'year'
    ? [{ name: 'calendar', title: 'calendar', levels: found.map((level) => level.name) }]
    : [];
}
