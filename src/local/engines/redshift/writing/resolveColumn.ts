import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { Name } from '../grammar/queryTree.ts';
import { notSupported, RedshiftError } from '../redshiftError.ts';
import { dotted, type NameScope, type RelationBinding } from './scope.ts';
import { superField } from './superValues.ts';
import type { Written } from './written.ts';

/**
 * `a`, `t.a`, `schema.t.a`, each with attributes of a SUPER value after it.
 * @throws RedshiftError 42703, 42702, 42P01
 */
export function resolveColumn(parts: readonly Name[], scope: NameScope): Written {
  for (let each: NameScope | undefined = scope; each; each = each.parent) {
    const found = byRelation(parts, each) ?? byColumn(parts[0]!, each) ?? byAlias(parts[0]!, each);
    if (found) return parts.slice(found.used).reduce((value, name) => superField(value, name), found.value);
  }
  throw notFound(parts, scope);
}

/** Whether a name stands for a relation here, or for a column. */
export function resolves({ text }: Name, scope: NameScope): boolean {
  for (let each: NameScope | undefined = scope; each; each = each.parent) {
    if (each.merged.has(text)) return true;
    if (each.relations.some(({ names, columns }) => names[0] === text || columns.some(({ label }) => label === text))) {
      return true;
    }
  }
  return false;
}

/** What Spectrum tells beside the columns: https://docs.aws.amazon.com/redshift/latest/dg/c-spectrum-external-tables.html#c-spectrum-external-tables-pseudocolumns */
const pseudocolumn = /^\$(?:path|size|spectrum_oid)$/;

function notFound(parts: readonly Name[], scope: NameScope): RedshiftError {
  const { at } = parts[0]!;
  const last = parts.at(-1)!.text;
  if (pseudocolumn.test(last))
    return notSupported(`pseudocolumn "${last}"`, at, 'List the objects of the table in S3.');
  if (parts.length === 1) {
    const tables = scope.relations.map(({ names }) => names[0] ?? 'unnamed_subquery');
    const where = tables.length > 0 ? ` in ${tables.join(', ')}` : '';
    return new RedshiftError('42703', `column "${parts[0]!.text}" does not exist${where}`, at);
  }
  const qualifier = parts.slice(0, -1);
  for (let each: NameScope | undefined = scope; each; each = each.parent) {
    if (each.relations.some((relation) => isCalled(relation, qualifier))) {
      return new RedshiftError('42703', `column ${dotted(parts)} does not exist`, at);
    }
  }
  return new RedshiftError('42P01', `missing FROM-clause entry for table "${qualifier.at(-1)!.text}"`, at);
}

function ambiguous(name: Name): RedshiftError {
  return new RedshiftError('42702', `column reference "${name.text}" is ambiguous`, name.at);
}

interface Found {
  readonly value: Written;
  /** How many of the parts it took. */
  readonly used: number;
}

function isCalled({ names }: RelationBinding, qualifier: readonly Name[]): boolean {
  return qualifier.toReversed().every(({ text }, index) => names[index] === text);
}

/** `t.a` or `schema.t.a`. */
function byRelation(parts: readonly Name[], scope: NameScope): Found | undefined {
  for (let length = Math.min(parts.length - 1, 3); length >= 1; length -= 1) {
    for (const relation of scope.relations) {
      if (!isCalled(relation, parts.slice(0, length))) continue;
      if (relation.value) return { value: relation.value, used: length };
      const value = columnOf(relation, parts[length]!);
      if (value) return { value, used: length + 1 };
    }
  }
  return undefined;
}

function byColumn(name: Name, scope: NameScope): Found | undefined {
  const merged = scope.merged.get(name.text);
  if (merged) return { value: merged, used: 1 };
  const holding = scope.relations.filter(({ columns }) => columns.some(({ label }) => label === name.text));
  if (holding.length > 1) throw ambiguous(name);
  const value = holding[0] ? columnOf(holding[0], name) : wholeValue(name, scope);
  return value && { value, used: 1 };
}

function wholeValue(name: Name, scope: NameScope): Written | undefined {
  return scope.relations.find((relation) => relation.value && relation.names[0] === name.text)?.value;
}

/** A name that the select list has given before. https://docs.aws.amazon.com/redshift/latest/dg/r_SELECT_list.html */
function byAlias(name: Name, scope: NameScope): Found | undefined {
  const value = scope.aliases?.get(name.text);
  return value && { value, used: 1 };
}

function columnOf(relation: RelationBinding, name: Name): Written | undefined {
  const [column, second] = relation.columns.filter(({ label }) => label === name.text);
  if (second) throw ambiguous(name);
  if (!column) return undefined;
  const { type, origin, sqlName } = column;
  return { sql: `${quoteName(relation.sqlName)}.${quoteName(sqlName)}`, type, ...(origin && { origin }) };
}
