/** Transformation rules carried out; they match the names of the source, whatever other rules made of them. */
import { patternOf } from './pattern.ts';
import type { SourceName, TableMappings, Transformation } from './tableMappings.ts';

export interface TargetColumn {
  /** Its place in the source's row. */
  readonly from: number;
  readonly name: string;
}

export interface TargetTable {
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly TargetColumn[];
}

/** What a table and its columns, given in their order, are called in the target. */
export function targetOf(mappings: TableMappings, name: SourceName, columns: readonly string[]): TargetTable {
  const rules = mappings.transformations.filter((rule) => locates(rule, name));
  const of = (target: Transformation['rule-target']) => rules.filter((rule) => rule['rule-target'] === target);
  const included = of('column').filter((rule) => rule['rule-action'] === 'include-column');
  const removed = of('column').filter((rule) => rule['rule-action'] === 'remove-column');
  const kept = columns
    .map((column, from) => ({ column, from }))
    .filter(({ column }) => included.length === 0 || included.some((rule) => hasColumn(rule, column)))
    .filter(({ column }) => !removed.some((rule) => hasColumn(rule, column)));
  return {
    schema: changed(name.schema, of('schema')),
    table: changed(name.table, of('table')),
    columns: kept.map(({ column, from }) => ({
      from,
      name: changed(
        column,
        of('column').filter((rule) => hasColumn(rule, column)),
      ),
    })),
  };
}

function locates(rule: Transformation, name: SourceName): boolean {
  const { 'schema-name': schema, 'table-name': table } = rule['object-locator'];
  return patternOf(schema).test(name.schema) && (rule['rule-target'] === 'schema' || patternOf(table).test(name.table));
}

function hasColumn(rule: Transformation, column: string): boolean {
  return patternOf(rule['object-locator']['column-name']).test(column);
}

function changed(name: string, rules: readonly Transformation[]): string {
  return rules.reduce(apply, name);
}

function apply(name: string, rule: Transformation): string {
  const value = rule.value ?? '';
  const old = rule['old-value'] ?? '';
  switch (rule['rule-action']) {
    case 'rename':
      return value;
    case 'add-prefix':
      return value + name;
    case 'add-suffix':
      return name + value;
    case 'remove-prefix':
      return name.startsWith(value) ? name.slice(value.length) : name;
    case 'remove-suffix':
      return name.endsWith(value) ? name.slice(0, name.length - value.length) : name;
    case 'replace-prefix':
      return name.startsWith(old) ? value + name.slice(old.length) : name;
    case 'replace-suffix':
      return name.endsWith(old) ? name.slice(0, name.length - old.length) + value : name;
    case 'convert-lowercase':
      return name.toLowerCase();
    case 'convert-uppercase':
      return name.toUpperCase();
    case 'remove-column':
    case 'include-column':
      return name;
  }
}
