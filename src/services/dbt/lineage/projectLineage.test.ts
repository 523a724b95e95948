import { describe, expect, it } from 'vitest';
import { toManifest } from '../manifest.ts';
import { columnAt, columnReadAt } from './columnAt.ts';
import { traceColumn } from './columnGraph.ts';
import { lineageText, originChains } from './lineageText.ts';
import { plainSql } from './plainSql.ts';
import { ProjectLineage } from './projectLineage.ts';

interface Written {
  readonly id: string;
  readonly sql?: string;
  readonly raw?: string;
  readonly parents?: readonly string[];
  readonly materialized?: string;
  readonly file?: string;
  readonly columns?: readonly string[];
}

/** A project of nodes that are as dbt writes them into its manifest. */
function project(nodes: readonly Written[], known: Readonly<Record<string, readonly string[]>> = {}): ProjectLineage {
  const raw = nodes.map(({ id, materialized = 'table', file, columns = [], raw: code = '' }) => {
    const [type = '', , ...name] = id.split('.');
    return {
      unique_id: id,
      name: name.at(-1) ?? '',
      resource_type: type,
      package_name: 'shop',
      raw_code: code,
      original_file_path: file ?? `models/${name.at(-1)}.sql`,
      config: { materialized: type === 'model' ? materialized : type },
      relation_name: materialized === 'ephemeral' ? null : `"dev"."main"."${name.at(-1)}"`,
      source_name: type === 'source' ? (name[0] ?? '') : '',
      columns: Object.fromEntries(columns.map((column) => [column, { name: column }])),
    };
  });
  const parents = Object.fromEntries(nodes.map(({ id, parents: above = [] }) => [id, above]));
  const children = Object.fromEntries(
    nodes.map(({ id }) => [id, nodes.filter((node) => node.parents?.includes(id)).map((node) => node.id)]),
  );
  const isSource = ({ resource_type }: { resource_type: string }) => resource_type === 'source';
  const byId = (of: typeof raw) => Object.fromEntries(of.map((node) => [node.unique_id, node]));
  const manifest = toManifest({
    metadata: { project_name: 'shop', adapter_type: 'redshift' },
    nodes: byId(raw.filter((node) => !isSource(node))),
    sources: byId(raw.filter(isSource)),
    macros: {},
    parent_map: parents,
    child_map: children,
  });
  const compiled = new Map(nodes.flatMap(({ id, sql }) => (sql === undefined ? [] : [[id, sql] as const])));
  return new ProjectLineage({ manifest, compiled, columns: new Map(Object.entries(known)) });
}

const orders = { id: 'source.shop.raw.orders', columns: ['id', 'amount'] };
const staging = {
  id: 'model.shop.stg',
  parents: [orders.id],
  sql: 'select id as order_id, amount from "dev"."main"."orders"',
};

function chains(lineage: ProjectLineage, model: string, column: string): readonly string[] {
  return originChains(traceColumn(lineage, `model.shop.${model}`, column)).chains;
}

describe('the columns of a project', () => {
  it('are followed model by model up to the sources, and down to what is made of them', () => {
    const lineage = project([
      orders,
      staging,
      {
        id: 'model.shop.sales',
        parents: [staging.id],
        sql: 'with s as (select * from dev.main.stg) select order_id, sum(amount) as total, count(*) as n from s group by 1',
      },
    ]);
    expect(chains(lineage, 'sales', 'TOTAL')).toEqual(['stg.amount ← raw.orders.amount']);
    expect(lineageText(traceColumn(lineage, orders.id, 'amount')).split('\n')).toEqual([
      'raw.orders.amount',
      '  comes from',
      '    no other column',
      '  goes into',
      '    stg.amount  as it is',
      '      sales.total  sum(amount)',
      '',
    ]);
    expect(chains(lineage, 'sales', 'n')).toEqual(['rows of stg']);
  });

  it('go through ephemeral models, also those inside of each other', () => {
    const inner = {
      id: 'model.shop.inner',
      materialized: 'ephemeral',
      parents: [staging.id],
      sql: 'select amount as a from dev.main.stg',
    };
    const cte = 'with __dbt__cte__inner as (select amount as a from dev.main.stg)';
    const outer = {
      id: 'model.shop.outer',
      materialized: 'ephemeral',
      parents: [inner.id],
      sql: `${cte} select a as b from __dbt__cte__inner`,
    };
    const last = {
      id: 'model.shop.last',
      parents: [outer.id],
      sql: `${cte}, __dbt__cte__outer as (select a as b from __dbt__cte__inner) select b as c from __dbt__cte__outer`,
    };
    const lineage = project([orders, staging, inner, outer, last]);
    expect(chains(lineage, 'last', 'c')).toEqual(['outer.b ← inner.a ← stg.amount ← raw.orders.amount']);
  });

  it('of an incremental model are not made of its own earlier rows', () => {
    const lineage = project([
      orders,
      {
        id: 'model.shop.log',
        materialized: 'incremental',
        parents: [orders.id],
        sql: 'select id, amount from dev.main.orders union all select id, amount from dev.main.log',
      },
    ]);
    expect(chains(lineage, 'log', 'amount')).toEqual(['raw.orders.amount']);
  });

  it('of a snapshot are those that it keeps, and the ones of dbt', () => {
    const snapshot = { id: 'snapshot.shop.kept', parents: [staging.id], sql: 'select * from "dev"."main"."stg"' };
    const lineage = project([orders, staging, snapshot]);
    expect(lineage.rowsOf(snapshot.id).columns.map(({ name }) => name)).toEqual([
      'order_id',
      'amount',
      'dbt_scd_id',
      'dbt_updated_at',
      'dbt_valid_from',
      'dbt_valid_to',
    ]);
    const { start } = traceColumn(lineage, snapshot.id, 'dbt_valid_to');
    expect(start.untraced).toEqual(['dbt itself writes it']);
  });

  it('are found in SQL that was compiled for another target', () => {
    const lineage = project([orders, { ...staging, sql: 'select amount from "prod"."analytics"."orders"' }]);
    expect(chains(lineage, 'stg', 'amount')).toEqual(['raw.orders.amount']);
  });

  it('of relations that dbt does not know end there', () => {
    const lineage = project([{ id: 'model.shop.m', sql: 'select x.a from other.place x' }]);
    expect(chains(lineage, 'm', 'a')).toEqual(['other.place.a']);
  });
});

describe('what cannot be traced', () => {
  it('is said: Python, SQL that cannot be read, what was never compiled', () => {
    const lineage = project([
      orders,
      { id: 'model.shop.py', parents: [orders.id], file: 'models/py.py', columns: ['x'] },
      { id: 'model.shop.bad', parents: [orders.id], sql: 'from orders select x', columns: ['x'] },
      { id: 'model.shop.new', parents: [orders.id], columns: ['x'] },
    ]);
    const why = (model: string) => traceColumn(lineage, `model.shop.${model}`, 'x').start.untraced[0];
    expect(why('py')).toBe('it is written in Python');
    expect(why('bad')).toMatch(/^its SQL cannot be read: select is expected/);
    expect(why('new')).toBe('it has not been compiled');
    expect(traceColumn(lineage, orders.id, 'id').unclear.map(({ name }) => name)).toEqual(['py', 'bad', 'new']);
  });

  it('is what a star stands for, until the warehouse or the catalog says it', () => {
    const star = { id: 'model.shop.star', parents: [orders.id], sql: 'select * from dev.main.orders' };
    const unknown = project([{ ...orders, columns: [] }, star]);
    expect(unknown.rowsOf(star.id).columns).toEqual([]);
    expect(traceColumn(unknown, orders.id, 'id').unclear[0]).toMatchObject({ name: 'star' });
    const known = project([{ ...orders, columns: [] }, star], { [orders.id]: ['id', 'amount'] });
    expect(chains(known, 'star', 'amount')).toEqual(['raw.orders.amount']);
    const built = project([{ ...orders, columns: [] }, star], { [star.id]: ['id', 'amount'] });
    expect(chains(built, 'star', 'amount')).toEqual(['raw.orders.amount']);
  });

  it('is no column that a model does not have', () => {
    const lineage = project([orders, staging]);
    expect(() => traceColumn(lineage, staging.id, 'colour')).toThrow('stg has no column colour.');
  });

  it('keeps a long chain of models from nothing', () => {
    const chain = Array.from({ length: 1500 }, (_, i) => ({
      id: `model.shop.m${i}`,
      parents: i === 0 ? [orders.id] : [`model.shop.m${i - 1}`],
      sql: i === 0 ? 'select amount from dev.main.orders' : `select amount from dev.main.m${i - 1}`,
    }));
    const graph = traceColumn(project([orders, ...chain]), 'model.shop.m1499', 'amount');
    expect(graph.nodes).toHaveLength(1501);
  });
});

describe('a project that was only parsed', () => {
  const withRaw = (raw: string, parents: readonly string[], materialized = 'table') =>
    project([
      orders,
      { id: 'model.shop.mid', materialized, parents: [orders.id], raw: "select id from {{ source('raw', 'orders') }}" },
      { id: 'model.shop.top', parents, raw },
    ]);
  const plain = (raw: string) => {
    const lineage = withRaw(raw, ['model.shop.mid', orders.id]);
    return plainSql(lineage.manifest, lineage.manifest.nodes.get('model.shop.top')!)?.replace(/\s+/g, ' ').trim();
  };

  it('is read where templates only name relations', () => {
    expect(
      plain(
        "{# ref #} {{ config(materialized='table', tags=['a']) }} select * from {{ ref('mid') }} m join {{source(\"raw\", 'orders')}}",
      ),
    ).toBe('select * from "dev"."main"."mid" m join "dev"."main"."orders"');
    expect(
      plain(
        "select 1 from {{ ref('mid') }} {% if is_incremental() %} where x > (select max(x) from {{ this }}) {% endif %}",
      ),
    ).toBe('select 1 from "dev"."main"."mid"');
  });

  it('is not where they do more', () => {
    expect(plain("select {{ star(ref('mid')) }} from {{ ref('mid') }}")).toBeUndefined();
    expect(plain('{% for x in [1] %} select 1 {% endfor %}')).toBeUndefined();
    expect(plain("select * from {{ ref('elsewhere') }}")).toBeUndefined();
    expect(plain('')).toBeUndefined();
  });
});

describe('the column under a cursor', () => {
  const lineage = project([
    orders,
    staging,
    { id: 'model.shop.sales', parents: [staging.id], sql: 'select s.amount * 2 as twice from dev.main.stg s' },
  ]);
  const text = "select s.amount * 2 as twice, s.order_id from {{ ref('stg') }} s";
  const at = (word: string) => columnAt(lineage, 'model.shop.sales', text, text.indexOf(word) + 1);

  it('is the model’s own, else the one behind its alias', () => {
    expect(at('twice')).toEqual({ id: 'model.shop.sales', column: 'twice' });
    expect(at('amount')).toEqual({ id: 'model.shop.stg', column: 'amount' });
    expect(at('select')).toBeUndefined();
    expect(columnReadAt(lineage, text, text.indexOf('order_id'))).toEqual({ id: 'model.shop.stg', column: 'order_id' });
    expect(columnReadAt(lineage, text, text.indexOf('twice'))).toBeUndefined();
  });
});
