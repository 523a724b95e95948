import type { DbtColumn, DbtManifest, DbtNode } from '../manifest.ts';
import { describeMacro, describeNode, macroCall } from './descriptions.ts';
import { findNode } from './lookup.ts';
import { aliasesIn, type Writing, writingAt } from './places.ts';

export interface Completion {
  readonly label: string;
  readonly kind: 'relation' | 'source' | 'macro' | 'column' | 'alias' | 'variable';
  readonly detail: string;
  /** Markdown. */
  readonly documentation?: string;
  /** How much of what stands before the cursor it replaces. */
  readonly typed: string;
}

/** Columns of nodes beyond those that the project describes, as a warehouse was found to have them. */
export type KnownColumns = (id: string) => readonly DbtColumn[];

/** What dbt itself gives to templates. https://docs.getdbt.com/reference/dbt-jinja-functions */
const builtins: readonly (readonly [string, string])[] = [
  ['ref', "ref('model')"],
  ['source', "source('source', 'table')"],
  ['config', "config(materialized='table')"],
  ['var', "var('name', default)"],
  ['env_var', "env_var('NAME', default)"],
  ['this', 'The relation of this model'],
  ['target', 'The target in use: target.name, target.schema, target.type'],
  ['is_incremental', 'is_incremental()'],
  ['run_query', 'run_query(sql)'],
  ['execute', 'Whether SQL may run now'],
  ['adapter', 'adapter.get_columns_in_relation(relation)'],
  ['log', "log('message', info=true)"],
];
const referable = new Set(['model', 'seed', 'snapshot']);

/** What could stand at a place of a model, a macro or a YAML file. */
export function completionsAt(
  text: string,
  offset: number,
  manifest: DbtManifest,
  columnsOf: KnownColumns,
): readonly Completion[] {
  const writing = writingAt(text, offset);
  switch (writing.kind) {
    case 'ref':
      return nodes(manifest)
        .filter((node) => referable.has(node.type) && (!writing.package || node.package === writing.package))
        .map((node) => ofNode(node, node.name, writing.typed, 'relation'));
    case 'source': {
      const names = new Set(nodes(manifest).flatMap(({ type, source }) => (type === 'source' ? source : [])));
      return [...names].map((label) => ({ label, kind: 'source', detail: 'source', typed: writing.typed }));
    }
    case 'table':
      return nodes(manifest)
        .filter(({ type, source }) => type === 'source' && source === writing.source)
        .map((node) => ofNode(node, node.name.slice(node.source.length + 1), writing.typed, 'relation'));
    case 'template':
      return templateNames(manifest, writing);
    default:
      return sqlNames(text, manifest, columnsOf, writing);
  }
}

function nodes(manifest: DbtManifest): DbtNode[] {
  return [...manifest.nodes.values()];
}

function ofNode(node: DbtNode, label: string, typed: string, kind: Completion['kind']): Completion {
  return { label, kind, detail: node.materialized || node.type, documentation: describeNode(node), typed };
}

function templateNames(manifest: DbtManifest, { typed }: Writing): Completion[] {
  const dotted = typed.includes('.');
  const macros = [...manifest.macros.values()].filter(
    ({ name, package: pkg }) =>
      // Adapters' own macros are called by dbt; there are hundreds.
      (dotted ||
        pkg === manifest.package ||
        !/^dbt(_(postgres|redshift|duckdb|athena|snowflake|bigquery))?$/.test(pkg)) &&
      !name.startsWith('_'),
  );
  const named = macros.map((macro): Completion => {
    const label = macro.package === manifest.package ? macro.name : `${macro.package}.${macro.name}`;
    return { label, kind: 'macro', detail: macroCall(macro), documentation: describeMacro(macro), typed };
  });
  const own = builtins.map(([label, detail]): Completion => ({ label, kind: 'variable', detail, typed }));
  return dotted ? named : [...own, ...named];
}

function sqlNames(text: string, manifest: DbtManifest, columnsOf: KnownColumns, writing: Writing): Completion[] {
  const aliases = aliasesIn(text);
  const wanted = writing.kind === 'column' ? [writing.alias] : [...new Set(aliases.keys())];
  const found = new Map<string, Completion>();
  for (const alias of wanted) {
    const of = aliases.get(alias);
    const node = of && findNode(manifest, of.name, of.source);
    if (!node) continue;
    for (const column of allColumns(node, columnsOf)) {
      const detail = [column.type, node.name].filter(Boolean).join(' · ');
      const { name: label, description: documentation } = column;
      if (!found.has(label)) found.set(label, { label, kind: 'column', detail, documentation, typed: writing.typed });
    }
  }
  return [...found.values()];
}

/** What the project describes and what the warehouse has, each column once. */
export function allColumns(node: DbtNode, columnsOf: KnownColumns): readonly DbtColumn[] {
  const real = columnsOf(node.id);
  const described = new Map(node.columns.map((column) => [column.name.toLowerCase(), column]));
  const joined = real.map((column) => {
    const said = described.get(column.name.toLowerCase());
    return { ...column, type: column.type || (said?.type ?? ''), description: said?.description ?? '' };
  });
  const have = new Set(real.map(({ name }) => name.toLowerCase()));
  return [...joined, ...node.columns.filter(({ name }) => !have.has(name.toLowerCase()))];
}
