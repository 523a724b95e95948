/** Where the columns of a query come from, down to relations. */
import { t } from '../../../core/l10n.ts';
import { constant, joinOrigins, made, type Origin, unknown } from './origin.ts';
import type { CommonTable, Expression, Query, QueryBody, Select, SelectItem, Source } from './query.ts';
import { type Found, findAmong, noRows, type RowColumn, type Rows, renamed, rowsOf, sameName, united } from './rows.ts';
import { emptyScope, findPath, joinScopes, namedIn, originOf, type Scope, scopeOf } from './scope.ts';

/** What is known of a relation that a query reads. */
export interface KnownRelation {
  /** The name by which origins speak of it. */
  readonly id: string;
  readonly columns: readonly string[];
  /** Those are all that it has. */
  readonly complete: boolean;
}

/** Looks a relation up by its name in parts, as a query says it. */
export type FindRelation = (path: readonly string[]) => KnownRelation;

interface Around {
  readonly relation: FindRelation;
  readonly tables: ReadonlyMap<string, Rows>;
  /** The row of the query around, for one inside an expression. */
  readonly outer: Scope;
}

/** The columns of a query with their origins. */
export function resolveQuery(query: Query, relation: FindRelation): Rows {
  return rowsOfQuery(query, { relation, tables: new Map(), outer: emptyScope });
}

function rowsOfQuery(query: Query, around: Around): Rows {
  let { tables } = around;
  for (const table of query.with) {
    const rows = rowsOfTable(table, { ...around, tables });
    tables = new Map([...tables, [table.name.toLowerCase(), rows]]);
  }
  return rowsOfBody(query.body, { ...around, tables });
}

/** What dbt makes of an ephemeral model: it stands for a model of its own. */
const ephemeral = /^__dbt__cte__(.+)$/;

function rowsOfTable(table: CommonTable, around: Around): Rows {
  const inlined = ephemeral.exec(table.name)?.[1];
  const rows = table.recursive ? recursiveRows(table, around) : rowsOfQuery(table.query, around);
  if (inlined === undefined) return renamed(rows, table.columns);
  const known = around.relation([inlined]);
  const own = rows.columns.map(({ name }) => name);
  return relationRows({ ...known, columns: own.length > 0 ? own : known.columns, complete: rows.open === undefined });
}

/** An expression that reads itself: what it starts with goes round until nothing new comes in. */
function recursiveRows(table: CommonTable, around: Around): Rows {
  const again = (self: Rows) => {
    const tables = new Map([...around.tables, [table.name.toLowerCase(), self]]);
    return renamed(rowsOfQuery(table.query, { ...around, tables }), table.columns);
  };
  // Before anything is known, what it reads of itself adds nothing.
  let rows = again(rowsOf([], undefined, [], () => ({ kind: 'one', origin: constant, surely: true })));
  for (let size = -1; size !== sizeOf(rows); ) {
    size = sizeOf(rows);
    rows = again(rows);
  }
  return rows;
}

function sizeOf({ columns }: Rows): number {
  return columns.reduce((sum, { origin }) => sum + origin.columns.length + origin.rows.length, 0);
}

function rowsOfBody(body: QueryBody, around: Around): Rows {
  switch (body.kind) {
    case 'nested':
      return rowsOfQuery(body.query, around);
    case 'select':
      return rowsOfSelect(body, around);
    case 'values': {
      const [first = []] = body.rows;
      const column = (i: number) => body.rows.map((row) => row[i]).filter((each) => each !== undefined);
      const columns = first.map((_, i) => ({
        name: `column${i + 1}`,
        origin: joinOrigins(column(i).map((each) => originOfExpression(each, emptyScope, around))),
      }));
      return rowsOf(columns, undefined, []);
    }
    default: {
      const [left, right] = body.sides;
      const rows = rowsOfBody(left, around);
      return body.right === 'filter' ? rows : united(rows, rowsOfBody(right, around), body.byName);
    }
  }
}

function rowsOfSelect({ items, from }: Select, around: Around): Rows {
  const scope = from ? scopeOfSource(from, around, emptyScope) : emptyScope;
  const columns: RowColumn[] = [];
  /** Stars of sources that may have more columns than are known; what follows the first one has no known place. */
  const more: Rows[] = [];
  let open: string | undefined;
  for (const item of items) {
    if (item.kind === 'expression') {
      const { name, expression, text } = item;
      const origin = originOfItem(expression, scope, columns, around);
      columns.push({ name, text: madeBefore(expression, scope) ?? text, origin });
      continue;
    }
    const source = item.of.length > 0 ? namedIn(scope, item.of)?.rows : scope.rows;
    columns.push(...starColumns(item, source ?? noRows, scope, around));
    open ??= source ? source.open : t('{0} is no relation of the query', item.of.join('.'));
    if (source?.open !== undefined) more.push(withoutNames(source, item));
  }
  return rowsOf(columns, open, scope.rows.relations, (name) => findAmong(more, name));
}

/** What made a value that is only passed on, as that says more than its name. */
function madeBefore({ plain, references: [path] }: Expression, scope: Scope): string | undefined {
  const found = plain && path ? findPath(scope, path) : undefined;
  return found?.kind === 'one' && !found.origin.asIs ? found.text : undefined;
}

type Star = Extract<SelectItem, { kind: 'star' }>;

function starColumns(star: Star, source: Rows, scope: Scope, around: Around): RowColumn[] {
  return source.columns.flatMap(({ name, origin, text }): RowColumn | [] => {
    if (star.without.some((each) => sameName(each, name))) return [];
    const replaced = [...star.replaced].find(([each]) => sameName(each, name))?.[1];
    const renamed = [...star.renamed].find(([each]) => sameName(each, name))?.[1];
    return {
      name: renamed ?? name,
      ...(replaced ? {} : { text }),
      origin: replaced ? originOfExpression(replaced, scope, around) : origin,
    };
  });
}

function withoutNames(source: Rows, star: Star): Rows {
  const changed = [...star.without, ...star.renamed.keys(), ...star.renamed.values(), ...star.replaced.keys()];
  if (changed.length === 0) return source;
  const find = (name: string): Found =>
    changed.some((each) => sameName(each, name)) ? { kind: 'none' } : source.find(name);
  return { ...source, find };
}

/** A column of the list of SELECT, which may be made of those before it: a column of the sources is meant first. */
function originOfItem(expression: Expression, scope: Scope, before: readonly RowColumn[], around: Around): Origin {
  return originOfExpression(expression, scope, around, (name, found) => {
    const earlier = before.find((column) => sameName(column.name, name));
    if (!earlier || (found?.kind === 'one' && found.surely)) return found;
    if (found === undefined) return { kind: 'one', origin: earlier.origin, surely: true };
    return { kind: 'unclear', why: t('{0} may be a column or the name of an expression before it', name) };
  });
}

type Reconsider = (name: string, found: Found | undefined) => Found | undefined;

function originOfExpression(
  { references, queries, rows, plain }: Expression,
  scope: Scope,
  around: Around,
  reconsider: Reconsider = (_, found) => found,
): Origin {
  const found = references.map((path): Origin => {
    const here = findPath(scope, path);
    const name = path.join('.');
    const known = path.length === 1 ? reconsider(name, here) : here;
    const outside = known?.kind === 'one' && known.surely ? undefined : findPath(around.outer, path);
    if (known !== undefined && outside !== undefined) {
      return unknown(t('{0} may be a column of the query or of the one around it', name));
    }
    return originOf(known ?? outside ?? { kind: 'none' }, name);
  });
  const inside: Origin[] = queries.map(({ query, exists }) => {
    const outer = { named: [...scope.named, ...around.outer.named], rows: withOuter(scope.rows, around.outer.rows) };
    const result = rowsOfQuery(query, { ...around, outer });
    if (exists) return { ...constant, rows: result.relations };
    const [first] = result.columns;
    return first ? made(first.origin) : unknown(result.open ?? t('a query in it has no columns'));
  });
  const counted: readonly Origin[] = rows ? [{ ...constant, rows: scope.rows.relations }] : [];
  const all = joinOrigins([...found, ...inside, ...counted]);
  return plain && queries.length === 0 ? all : made(all);
}

function withOuter(rows: Rows, outer: Rows): Rows {
  if (outer === noRows) return rows;
  return { ...rows, find: (name) => (rows.find(name).kind === 'none' ? outer.find(name) : rows.find(name)) };
}

/** @param before the sources to the left, which LATERAL and walked values see */
function scopeOfSource(source: Source, around: Around, before: Scope): Scope {
  switch (source.kind) {
    case 'join': {
      const left = scopeOfSource(source.left, around, before);
      const seen = before === emptyScope ? left : joinScopes(before, left, 'inner', []);
      return joinScopes(left, scopeOfSource(source.right, around, seen), source.side, source.using);
    }
    case 'query': {
      const outer = before === emptyScope ? around.outer : before;
      const rows = renamed(rowsOfQuery(source.query, { ...around, outer }), source.columns);
      return scopeOf({ alias: source.alias ?? '', path: [], rows });
    }
    case 'relation':
      return scopeOfRelation(source, around, before);
    case 'function':
      return scopeOf({ alias: source.alias ?? source.name, path: [], rows: functionRows(source, around, before) });
    default: {
      const rows = scopeOfSource(source.source, around, before).rows;
      const why = t('{0} makes columns that cannot be traced', source.word);
      const unclear = (): Found => ({ kind: 'unclear', why });
      return scopeOf({ alias: source.alias ?? '', path: [], rows: rowsOf([], why, rows.relations, unclear) });
    }
  }
}

function scopeOfRelation(
  { path, alias, columns }: Extract<Source, { kind: 'relation' }>,
  around: Around,
  before: Scope,
): Scope {
  const [first = ''] = path;
  const table = path.length === 1 ? around.tables.get(first.toLowerCase()) : undefined;
  // `FROM orders o, o.items i` walks over the elements of a value.
  const walked = table || path.length === 1 ? undefined : namedIn(before, [first]) && findPath(before, path);
  const rows = table ?? (walked ? elementsOf(originOf(walked, path.join('.'))) : relationRows(around.relation(path)));
  return scopeOf({ alias, path: walked ? path.slice(-1) : path, rows: renamed(rows, columns) });
}

function elementsOf(origin: Origin): Rows {
  const value = made(origin);
  return rowsOf([], t('the fields of its elements are not known'), [], () => ({
    kind: 'one',
    origin: value,
    surely: true,
  }));
}

function functionRows(
  { name, expression, values, columns }: Extract<Source, { kind: 'function' }>,
  around: Around,
  before: Scope,
): Rows {
  const origin = values
    ? made(originOfExpression(expression, before, around))
    : unknown(t('what the function {0} makes of its arguments cannot be traced', name));
  const open = columns.length > 0 ? undefined : t('the columns of the function {0} are not known', name);
  const own = columns.map((column) => ({ name: column, origin }));
  return rowsOf(own, open, [], () => (open === undefined ? { kind: 'none' } : { kind: 'unclear', why: open }));
}

function relationRows({ id, columns, complete }: KnownRelation): Rows {
  const of = (column: string): Origin => ({ ...constant, columns: [{ relation: id, column }], asIs: true });
  const known = columns.map((name) => ({ name, origin: of(name) }));
  const open = complete ? undefined : t('the columns of {0} are not known', id);
  return rowsOf(known, open, [id], (name) =>
    complete ? { kind: 'none' } : { kind: 'one', origin: of(name), surely: false },
  );
}
