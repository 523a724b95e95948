import { quoteName, quoteText } from '../../../../core/sqlQuoting.ts';
import { queryError } from '../athenaSyntaxError.ts';
import type { Name } from '../grammar/queryTree.ts';
import { integer, type TrinoType, varchar } from '../types/trinoType.ts';
import { folded, markOpaque, type Origin, type RelationBinding, type Scope } from './scope.ts';
import { type Written, written } from './written.ts';

/** Columns that a catalog table has without declaring them. https://docs.aws.amazon.com/athena/latest/ug/select.html */
const hiddenColumns: Readonly<Record<string, TrinoType>> = {
  $path: varchar,
  $file_size: { name: 'bigint' },
  $file_modified_time: { name: 'timestamp with time zone' },
  $partition: varchar,
  $bucket: integer,
};

/**
 * `a`, `t.a`, `db.t.a`, each with fields of a row after it.
 * @throws AthenaSyntaxError COLUMN_NOT_FOUND, AMBIGUOUS_NAME
 */
export function resolveColumn(parts: readonly Name[], scope: Scope): Written {
  for (let each: Scope | undefined = scope; each; each = each.parent) {
    const found = byAlias(parts, each) ?? byRelation(parts, each) ?? byColumn(parts[0]!, each);
    if (!found) continue;
    // A condition that names a query around it depends on more than its relation.
    if (each !== scope) markOpaque(scope, each);
    return fieldsOf(found.value, parts.slice(found.used), parts);
  }
  throw notFound(parts);
}

function notFound(parts: readonly Name[]): Error {
  const name = parts.map(({ text }) => text.toLowerCase()).join('.');
  const text = `Column '${name}' cannot be resolved or requester is not authorized to access requested resources`;
  return queryError('COLUMN_NOT_FOUND', parts[0]!.at, text);
}

function ambiguous(name: Name): Error {
  return queryError('AMBIGUOUS_NAME', name.at, `Column '${folded(name)}' is ambiguous`);
}

interface Found {
  readonly value: Written;
  /** How many of the parts it took. */
  readonly used: number;
}

/** A lambda's parameter, or in ORDER BY a name of the select list. */
function byAlias(parts: readonly Name[], scope: Scope): Found | undefined {
  const first = folded(parts[0]!);
  const value = scope.lambda?.get(first) ?? scope.aliases?.get(first);
  return value && { value, used: 1 };
}

/** `t.a`, `db.t.a` or `catalog.db.t.a`. */
function byRelation(parts: readonly Name[], scope: Scope): Found | undefined {
  for (let length = Math.min(parts.length - 1, 3); length >= 1; length -= 1) {
    const names = parts.slice(0, length).map(folded).reverse();
    for (const relation of scope.relations) {
      if (!names.every((name, at) => relation.names[at] === name)) continue;
      const value = columnOf(relation, parts[length]!, scope);
      if (value) return { value, used: length + 1 };
    }
  }
  return undefined;
}

function byColumn(name: Name, scope: Scope): Found | undefined {
  const merged = scope.merged.get(folded(name));
  if (merged) {
    const { origin, value } = merged;
    noteOrigin(origin, scope);
    return { value: scope.bare && origin ? written(quoteName(origin.column), value.type) : value, used: 1 };
  }
  const relations = scope.relations.filter(({ columns }) => columns.some((column) => isNamed(column.label, name)));
  if (relations.length > 1) throw ambiguous(name);
  const relation = relations[0] ?? (hiddenColumns[folded(name)] && scope.relations.find(({ onHidden }) => onHidden));
  const value = relation && columnOf(relation, name, scope);
  return value && { value, used: 1 };
}

function isNamed(label: string | undefined, name: Name): boolean {
  return label?.toLowerCase() === folded(name);
}

function columnOf(relation: RelationBinding, name: Name, scope: Scope): Written | undefined {
  const prefix = scope.bare ? '' : `${quoteName(relation.sqlName)}.`;
  const [column, second] = relation.columns.filter(({ label }) => isNamed(label, name));
  if (second) throw ambiguous(name);
  if (!column) return hiddenColumn(relation, folded(name), prefix, scope);
  const { origin, sqlName, type } = column;
  noteOrigin(relation.nullable ? undefined : origin, scope);
  return written(`${prefix}${quoteName(scope.bare && origin ? origin.column : sqlName)}`, type);
}

function noteOrigin(origin: Origin | undefined, { references }: Scope): void {
  if (!references) return;
  if (origin) references.origins.push(origin);
  else references.opaque = true;
}

function hiddenColumn(relation: RelationBinding, column: string, prefix: string, scope: Scope): Written | undefined {
  const type = hiddenColumns[column];
  if (!type || !relation.onHidden) return undefined;
  relation.onHidden(column);
  if (scope.references) scope.references.opaque = true;
  return written(`${prefix}${quoteName(column)}`, type);
}

/** The value's field, its field and so on. @throws AthenaSyntaxError COLUMN_NOT_FOUND */
export function fieldsOf(value: Written, fields: readonly Name[], all: readonly Name[] = fields): Written {
  let result = value;
  for (const field of fields) {
    const { type } = result;
    const found = type?.name === 'row' ? type.fields.find(({ name }) => isNamed(name, field)) : undefined;
    if (type && !found) throw notFound(all);
    result = written(`struct_extract(${result.sql}, ${quoteText(found?.name ?? field.text)})`, found?.type);
  }
  return result;
}
