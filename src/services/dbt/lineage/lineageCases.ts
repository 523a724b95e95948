/** Shapes of SELECTs that dbt models compile to, with what each column of theirs comes from. */

export interface LineageCase {
  readonly shape: string;
  readonly sql: string;
  /**
   * By output column, in order: the columns that it is made of, apart by spaces; `#orders` for the rows of a relation,
   * as `count(*)` reads them; `?` for what cannot be told; empty for a constant.
   */
  readonly columns: Readonly<Record<string, string>>;
  /** Whether there may be more columns than these. */
  readonly more?: true;
}

/** What the relations of the cases are known to have; the columns of `events` are not known. */
export const caseRelations: Readonly<Record<string, readonly string[]>> = {
  orders: ['order_id', 'customer_id', 'order_date', 'amount', 'status', 'updated_at'],
  customers: ['customer_id', 'name', 'region', 'updated_at'],
  products: ['product_id', 'name', 'unit_price'],
  calendar: ['day', 'month', 'year'],
};

export const lineageCases: readonly LineageCase[] = [
  { shape: 'a column', sql: 'select order_id from orders', columns: { order_id: 'orders.order_id' } },
  { shape: 'an alias', sql: 'select o.order_id as id from orders o', columns: { id: 'orders.order_id' } },
  { shape: 'an alias without AS', sql: 'select order_id id from orders', columns: { id: 'orders.order_id' } },
  {
    shape: 'a quoted relation in three parts',
    sql: 'select "order_id" as "Id" from "dev"."analytics"."orders"',
    columns: { Id: 'orders.order_id' },
  },
  {
    shape: 'a column qualified by its whole relation',
    sql: 'select "dev"."analytics"."orders"."amount", analytics.orders.status from "dev"."analytics"."orders"',
    columns: { amount: 'orders.amount', status: 'orders.status' },
  },
  { shape: 'another case', sql: 'SELECT Order_ID FROM ORDERS', columns: { order_id: 'orders.order_id' } },
  {
    shape: 'a star',
    sql: 'select * from products',
    columns: { product_id: 'products.product_id', name: 'products.name', unit_price: 'products.unit_price' },
  },
  {
    shape: 'a star of one of two',
    sql: 'select o.order_id, p.* from orders o cross join products p',
    columns: {
      order_id: 'orders.order_id',
      product_id: 'products.product_id',
      name: 'products.name',
      unit_price: 'products.unit_price',
    },
  },
  {
    shape: 'a column of a relation whose columns are not known',
    sql: 'select id, upper(kind) as kind from events',
    columns: { id: 'events.id', kind: 'events.kind' },
  },
  { shape: 'a star over columns that are not known', sql: 'select * from events', columns: {}, more: true },
  {
    shape: 'a name that one of two relations may have',
    sql: 'select kind, e.at from events e join orders o on o.order_id = e.order_id',
    columns: { kind: 'events.kind', at: 'events.at' },
  },
  {
    shape: 'a name that two relations may have',
    sql: 'select kind, status from events join clicks using (id)',
    columns: { kind: '?', status: '?' },
  },
  {
    shape: 'a name that the known relation has and the unknown one may have',
    sql: 'select amount from orders join events on events.order_id = orders.order_id',
    columns: { amount: '?' },
  },
  { shape: 'a name that no relation has', sql: 'select colour from orders', columns: { colour: '?' } },
  {
    shape: 'arithmetic and a cast',
    sql: "select amount * 1.19::decimal(10, 2) as gross, cast(order_date as varchar(10)) as day, order_id || '-' || status as key from orders",
    columns: { gross: 'orders.amount', day: 'orders.order_date', key: 'orders.order_id orders.status' },
  },
  {
    shape: 'constants',
    sql: "select 1 as one, 'amount' as text, null as nothing, current_date as today, date '2020-01-01' as day, true as yes from orders",
    columns: { one: '', text: '', nothing: '', today: '', day: '', yes: '' },
  },
  {
    shape: 'parts of dates that columns are called like',
    sql: "select dateadd(day, 1, order_date) as day, datediff(month, order_date, updated_at) as month, extract(year from order_date) as year, date_part(week, order_date) as week, date_trunc('month', order_date) as first from orders, calendar",
    columns: {
      day: 'orders.order_date',
      month: 'orders.order_date orders.updated_at',
      year: 'orders.order_date',
      week: 'orders.order_date',
      first: 'orders.order_date',
    },
  },
  {
    shape: 'CASE, its conditions too',
    sql: "select case when status = 'paid' then amount else 0 end as paid, case status when 'x' then 1 end as x from orders",
    columns: { paid: 'orders.status orders.amount', x: 'orders.status' },
  },
  {
    shape: 'aggregates',
    sql: 'select status, sum(amount) as total, count(distinct customer_id) as customers, count(*) as n from orders group by status',
    columns: { status: 'orders.status', total: 'orders.amount', customers: 'orders.customer_id', n: '#orders' },
  },
  {
    shape: 'the rows of a join',
    sql: 'select count(*) as n, count(1) as m from orders join customers using (customer_id)',
    columns: { n: '#orders #customers', m: '#orders #customers' },
  },
  {
    shape: 'LISTAGG with its order',
    sql: "select listagg(distinct status, ', ') within group (order by order_date) as all_of_it from orders",
    columns: { all_of_it: 'orders.status orders.order_date' },
  },
  {
    shape: 'an aggregate with FILTER',
    sql: "select sum(amount) filter (where status = 'paid') as paid from orders",
    columns: { paid: 'orders.amount orders.status' },
  },
  {
    shape: 'a window function',
    sql: 'select sum(amount) over (partition by customer_id order by order_date rows between unbounded preceding and current row) as running from orders',
    columns: { running: 'orders.amount orders.customer_id orders.order_date' },
  },
  {
    shape: 'numbered rows',
    sql: 'select row_number() over (partition by order_id order by updated_at desc nulls last) as version, rank() over w as place from orders window w as (order by amount)',
    columns: { version: 'orders.order_id orders.updated_at', place: 'orders.amount' },
  },
  {
    shape: 'first_value that ignores nulls',
    sql: 'select first_value(name ignore nulls) over (order by product_id) as first_name from products',
    columns: { first_name: 'products.name products.product_id' },
  },
  {
    shape: 'a common table expression',
    sql: 'with paid as (select order_id, amount as paid from orders) select paid * 2 as twice from paid',
    columns: { twice: 'orders.amount' },
  },
  {
    shape: 'expressions in a chain, each with a star',
    sql: 'with source as (select * from products), renamed as (select product_id as id, name from source), final as (select * from renamed) select * from final',
    columns: { id: 'products.product_id', name: 'products.name' },
  },
  {
    shape: 'an expression with names for its columns',
    sql: 'with t (a, b) as (select order_id, amount from orders) select a + b as c from t',
    columns: { c: 'orders.order_id orders.amount' },
  },
  {
    shape: 'an expression called like a relation',
    sql: 'with orders as (select * from orders where amount > 0) select amount from orders',
    columns: { amount: 'orders.amount' },
  },
  {
    shape: 'a star over an expression with a star of unknown columns',
    sql: 'with source as (select * from events) select kind, source.at from source',
    columns: { kind: 'events.kind', at: 'events.at' },
  },
  {
    shape: 'an expression inside another',
    sql: 'with a as (with b as (select amount from orders) select amount as x from b) select x from a',
    columns: { x: 'orders.amount' },
  },
  {
    shape: 'a subquery in FROM',
    sql: 'select t.total from (select sum(amount) as total from orders) as t',
    columns: { total: 'orders.amount' },
  },
  {
    shape: 'a subquery with names for its columns',
    sql: 'select x, y from (select order_id, amount from orders) t(x, y)',
    columns: { x: 'orders.order_id', y: 'orders.amount' },
  },
  {
    shape: 'a subquery as a value, which sees the row outside',
    sql: 'select c.name, (select max(o.amount) from orders o where o.customer_id = c.customer_id) as largest from customers c',
    columns: { name: 'customers.name', largest: 'orders.amount' },
  },
  {
    shape: 'EXISTS and IN as values',
    sql: 'select customer_id in (select customer_id from orders) as buys, exists (select 1 from orders o where o.customer_id = customers.customer_id) as bought from customers',
    columns: { buys: 'customers.customer_id orders.customer_id', bought: '#orders' },
  },
  {
    shape: 'USING',
    sql: 'select customer_id, name, amount from orders join customers using (customer_id)',
    columns: {
      customer_id: 'orders.customer_id customers.customer_id',
      name: 'customers.name',
      amount: 'orders.amount',
    },
  },
  {
    shape: 'a left join with USING',
    sql: 'select customer_id from orders left join customers using (customer_id)',
    columns: { customer_id: 'orders.customer_id' },
  },
  {
    shape: 'a star over USING',
    sql: 'select * from orders o left join customers c using (customer_id, updated_at)',
    columns: {
      customer_id: 'orders.customer_id',
      updated_at: 'orders.updated_at',
      order_id: 'orders.order_id',
      order_date: 'orders.order_date',
      amount: 'orders.amount',
      status: 'orders.status',
      name: 'customers.name',
      region: 'customers.region',
    },
  },
  {
    shape: 'the same relation twice',
    sql: 'select a.name as seller, b.name as buyer from customers a join customers b on a.region = b.region',
    columns: { seller: 'customers.name', buyer: 'customers.name' },
  },
  {
    shape: 'a name that both known relations have',
    sql: 'select name from customers, products',
    columns: { name: '?' },
  },
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
    sql: "select customer_id, sum(case when status = 'paid' then amount else 0 end) as \"paid\", sum(case when status = 'open' then amount else 0 end) as \"open\" from orders group by customer_id",
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
    sql: "( select cast('customers' as varchar) as _dbt_source, cast(\"name\" as varchar) as \"name\", cast(null as numeric) as \"unit_price\" from \"dev\".\"analytics\".\"customers\" ) union all ( select cast('products' as varchar) as _dbt_source, cast(\"name\" as varchar) as \"name\", cast(\"unit_price\" as numeric) as \"unit_price\" from products )",
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
    sql: 'select o.order_id, t.word from orders o cross join unnest(split(o.status, \',\')) as t(word)',
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
];
