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

export const nameCases: readonly LineageCase[] = [
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
    columns: { amount: 'orders.amount' },
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
      customer_id: 'orders.customer_id',
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
];
