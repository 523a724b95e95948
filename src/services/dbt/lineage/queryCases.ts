/** Shapes of whole queries: unions, macros' output, table functions, dialects. */
import type { LineageCase } from './lineageCases.ts';

export const queryCases: readonly LineageCase[] = [
  {
    shape: 'UNION ALL, by position',
    sql: 'select order_id as id, amount from orders union all select product_id, unit_price from products',
    columns: { id: 'orders.order_id products.product_id', amount: 'orders.amount products.unit_price' },
  },
  {
    shape: 'three branches and an order',
    sql: '(select name from customers) union select name from products union all (select status from orders) order by 1 limit 10',
    columns: { name: 'customers.name products.name orders.status' },
  },
  {
    shape: 'EXCEPT and INTERSECT, whose right sides give no values',
    sql: 'select order_id from orders except select product_id from products',
    columns: { order_id: 'orders.order_id' },
  },
  {
    shape: 'INTERSECT inside UNION',
    sql: 'select name from customers union select name from products intersect select status from orders',
    columns: { name: 'customers.name products.name' },
  },
  {
    shape: 'branches of stars',
    sql: 'select * from customers union all select c.* from customers c',
    columns: {
      customer_id: 'customers.customer_id',
      name: 'customers.name',
      region: 'customers.region',
      updated_at: 'customers.updated_at',
    },
  },
  {
    shape: 'a branch with columns that are not known',
    sql: 'select order_id, amount from orders union all select * from events',
    columns: { order_id: 'orders.order_id ?', amount: 'orders.amount ?' },
  },
  {
    shape: 'a recursive expression',
    sql: 'with recursive days (day, n) as (select order_date, 1 from orders union all select dateadd(day, 1, day), n + 1 from days where n < 10) select day, n from days',
    columns: { day: 'orders.order_date', n: '' },
  },
  {
    shape: 'a name of the same list',
    sql: 'select amount * 2 as twice, twice + 1 as more from orders',
    columns: { twice: 'orders.amount', more: 'orders.amount' },
  },
  {
    shape: 'a column before a name of the same list',
    sql: 'select upper(status) as amount, amount + 1 as more from orders',
    columns: { amount: 'orders.status', more: 'orders.amount' },
  },
  {
    shape: 'QUALIFY, which gives no value',
    sql: 'select order_id from orders qualify row_number() over (partition by order_id order by updated_at) = 1',
    columns: { order_id: 'orders.order_id' },
  },
  {
    shape: 'DISTINCT, TOP and hints',
    sql: 'select distinct order_id from orders',
    columns: { order_id: 'orders.order_id' },
  },
  { shape: 'TOP', sql: 'select top 10 status from orders', columns: { status: 'orders.status' } },
  {
    shape: 'DISTINCT ON',
    sql: 'select distinct on (customer_id) order_id, amount from orders order by customer_id, order_date desc',
    columns: { order_id: 'orders.order_id', amount: 'orders.amount' },
  },
  {
    shape: 'comments and texts that look like SQL',
    sql: "/* select x from y */ select -- amount\n 'it''s, from z' as t, order_id /* , amount */ from orders -- where",
    columns: { t: '', order_id: 'orders.order_id' },
  },
  {
    shape: 'expressions without names',
    sql: 'select sum(amount), lower(status), amount + 1, amount::int from orders group by 2',
    columns: { sum: 'orders.amount', lower: 'orders.status', '?column?': 'orders.amount', amount: 'orders.amount' },
  },
  {
    shape: 'a surrogate key as a macro writes it',
    sql: "select md5(cast(coalesce(cast(order_id as varchar), '_null_') || '-' || coalesce(cast(status as varchar), '_null_') as varchar)) as key from orders",
    columns: { key: 'orders.order_id orders.status' },
  },
  {
    shape: 'a pivot as a macro writes it',
    sql: 'select customer_id, sum(case when status = \'paid\' then amount else 0 end) as "paid", sum(case when status = \'open\' then amount else 0 end) as "open" from orders group by customer_id',
    columns: {
      customer_id: 'orders.customer_id',
      paid: 'orders.status orders.amount',
      open: 'orders.status orders.amount',
    },
  },
  {
    shape: 'an unpivot as a macro writes it',
    sql: "select product_id, cast('name' as varchar) as field, cast(name as varchar) as value from products union all select product_id, cast('unit_price' as varchar) as field, cast(unit_price as varchar) as value from products",
    columns: { product_id: 'products.product_id', field: '', value: 'products.name products.unit_price' },
  },
  {
    shape: 'relations united as a macro writes it',
    sql: '( select cast(\'customers\' as varchar) as _dbt_source, cast("name" as varchar) as "name", cast(null as numeric) as "unit_price" from "dev"."analytics"."customers" ) union all ( select cast(\'products\' as varchar) as _dbt_source, cast("name" as varchar) as "name", cast("unit_price" as numeric) as "unit_price" from products )',
    columns: { _dbt_source: '', name: 'customers.name products.name', unit_price: 'products.unit_price' },
  },
  {
    shape: 'duplicates removed as a macro writes it',
    sql: 'with row_numbered as (select _inner.*, row_number() over (partition by order_id order by updated_at desc) as rn from orders as _inner) select distinct data.order_id, data.amount from orders as data natural join row_numbered where row_numbered.rn = 1',
    columns: { order_id: 'orders.order_id', amount: 'orders.amount' },
  },
  {
    shape: 'a series of days as a macro writes it',
    sql: "with p as (select 0 as generated_number union all select 1), unioned as (select p0.generated_number * power(2, 0) + p1.generated_number * power(2, 1) + 1 as generated_number from p as p0 cross join p as p1), all_periods as (select dateadd(day, row_number() over (order by generated_number) - 1, cast('2020-01-01' as date)) as date_day from unioned) select * from all_periods",
    columns: { date_day: '' },
  },
  {
    shape: 'an ephemeral model',
    sql: 'with __dbt__cte__products as ( select product_id, unit_price from raw_products ) select unit_price as price from __dbt__cte__products',
    columns: { price: 'products.unit_price' },
  },
  {
    shape: 'VALUES',
    sql: "select n, t from (values (1, 'a'), (2, 'b')) as v(n, t)",
    columns: { n: '', t: '' },
  },
  {
    shape: 'a table function',
    sql: 'select n, o.amount from orders o, generate_series(1, 3) as g(n)',
    columns: { n: '?', amount: 'orders.amount' },
  },
  {
    shape: 'UNNEST of a column',
    sql: "select o.order_id, t.word from orders o cross join unnest(split(o.status, ',')) as t(word)",
    columns: { order_id: 'orders.order_id', word: 'orders.status' },
  },
  {
    shape: 'elements of a SUPER column',
    sql: 'select e.id, item.sku, e.detail.price[0].net as net from events e, e.items as item',
    columns: { id: 'events.id', sku: 'events.items', net: 'events.detail' },
  },
  {
    shape: 'LATERAL',
    sql: 'select o.order_id, l.half from orders o cross join lateral (select o.amount / 2 as half) l',
    columns: { order_id: 'orders.order_id', half: 'orders.amount' },
  },
  {
    shape: 'PIVOT',
    sql: "select * from (select status, amount from orders) pivot (sum(amount) for status in ('paid', 'open'))",
    columns: {},
    more: true,
  },
  {
    shape: 'star with EXCLUDE',
    sql: 'select * exclude (updated_at, region) from customers',
    columns: { customer_id: 'customers.customer_id', name: 'customers.name' },
  },
  {
    shape: 'special syntax of functions',
    sql: "select trim(both ' ' from name) as a, substring(name from 2 for 3) as b, position('x' in name) as c, order_date at time zone 'UTC' as d, name like '%x' escape '!' as e, convert(int, name) as f, order_date + interval '1 day' as g, amount between 1 and 2 as h, name is not distinct from region as i from customers join orders using (customer_id)",
    columns: {
      a: 'customers.name',
      b: 'customers.name',
      c: 'customers.name',
      d: 'orders.order_date',
      e: 'customers.name',
      f: 'customers.name',
      g: 'orders.order_date',
      h: 'orders.amount',
      i: 'customers.name customers.region',
    },
  },
  {
    shape: 'a lambda',
    sql: 'select transform(e.kinds, k -> upper(k) || e.suffix) as kinds from events e',
    columns: { kinds: 'events.kinds events.suffix' },
  },
  {
    shape: 'types of several words',
    sql: "select amount::double precision as a, cast(order_date as timestamp with time zone) as b, status::character varying(20) as c, order_date::timestamp without time zone at time zone 'UTC' as d from orders",
    columns: { a: 'orders.amount', b: 'orders.order_date', c: 'orders.status', d: 'orders.order_date' },
  },
  {
    shape: 'a nested join',
    sql: 'select o.amount, c.name, p.unit_price from orders o left join (customers c join products p on c.name = p.name) on o.customer_id = c.customer_id',
    columns: { amount: 'orders.amount', name: 'customers.name', unit_price: 'products.unit_price' },
  },
  {
    shape: 'a full join with USING',
    sql: 'select customer_id from orders full outer join customers using (customer_id)',
    columns: { customer_id: 'orders.customer_id customers.customer_id' },
  },
  {
    shape: 'a right join with USING',
    sql: 'select customer_id from orders right join customers using (customer_id)',
    columns: { customer_id: 'customers.customer_id' },
  },
  {
    shape: 'grouping sets',
    sql: 'select region, grouping(region) as level, count(*) as n from customers group by rollup (region) having count(*) > 1',
    columns: { region: 'customers.region', level: 'customers.region', n: '#customers' },
  },
  {
    shape: 'names that are also words of SQL',
    sql: 'select first, last, e.date, min(time) as time, rows, left(kind, 2) as value, e.order from events e',
    columns: {
      first: 'events.first',
      last: 'events.last',
      date: 'events.date',
      time: 'events.time',
      rows: 'events.rows',
      value: 'events.kind',
      order: 'events.order',
    },
  },
  {
    shape: 'conditions of a join that look like joins',
    sql: "select o.status, c.name from orders o join customers c on left(c.name, 2) = 'An' and right(o.status, 1) <> 'x' left join products p on p.name is not distinct from c.name",
    columns: { status: 'orders.status', name: 'customers.name' },
  },
  {
    shape: 'lists in brackets and items of them',
    sql: 'select array[order_id, amount] as pair, [status] as list, e.tags[1] as tag from orders, events e',
    columns: { pair: 'orders.order_id orders.amount', list: 'orders.status', tag: 'events.tags' },
  },
  {
    shape: 'functions of functions over windows in CASE',
    sql: 'select case when lag(status) over (partition by customer_id order by order_date) is null then 1 else 0 end as is_first from orders',
    columns: { is_first: 'orders.status orders.customer_id orders.order_date' },
  },
  {
    shape: 'a percentile',
    sql: 'select percentile_cont(0.5) within group (order by amount) over (partition by status) as median, approximate count(distinct order_id) as orders from orders',
    columns: { median: 'orders.amount orders.status', orders: 'orders.order_id' },
  },
  {
    shape: 'the rows of an expression',
    sql: 'with paid as (select order_id from orders where amount > 0) select count(*) as n from paid',
    columns: { n: '#orders' },
  },
  {
    shape: 'brackets around everything',
    sql: '((select (order_id) as id from ((orders))))',
    columns: { id: 'orders.order_id' },
  },
  {
    shape: 'a query and its brackets joined to another',
    sql: 'select a.id, b.name from ((select order_id as id from orders) a join (select product_id, name from products) b on a.id = b.product_id)',
    columns: { id: 'orders.order_id', name: 'products.name' },
  },
  {
    shape: 'a semi join, which only leaves rows out',
    sql: 'select * from products semi join orders on orders.order_id = products.product_id',
    columns: { product_id: 'products.product_id', name: 'products.name', unit_price: 'products.unit_price' },
  },
  {
    shape: 'a value of the same list that unknown columns may hide',
    sql: 'select upper(kind) as label, label || id as text from events',
    columns: { label: 'events.kind', text: 'events.id ?' },
  },
  {
    shape: 'union by name',
    sql: 'select order_id as id, amount from orders union all by name select unit_price as amount, product_id as id from products',
    columns: { id: 'orders.order_id products.product_id', amount: 'orders.amount products.unit_price' },
  },
];
