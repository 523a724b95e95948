-- The shop's operational database, whose tables the lake's raw layer comes from. Run it as often as you like:
--     psql -f scripts/setup_rds_source.sql          (generate_source.py runs it by itself)
-- Moments are Lima's wall clock, without a zone, as the shop writes them.

CREATE TABLE IF NOT EXISTS public.customers (
  customer_id SERIAL PRIMARY KEY,
  name VARCHAR(100) NOT NULL,
  email VARCHAR(200),
  region VARCHAR(50),
  updated_at TIMESTAMP NOT NULL DEFAULT (now() AT TIME ZONE 'America/Lima')
);

CREATE TABLE IF NOT EXISTS public.products (
  product_id VARCHAR(10) PRIMARY KEY,
  name VARCHAR(100) NOT NULL,
  category VARCHAR(50) NOT NULL,
  unit_price NUMERIC(10, 2) NOT NULL CHECK (unit_price > 0),
  updated_at TIMESTAMP NOT NULL DEFAULT (now() AT TIME ZONE 'America/Lima')
);

-- Without a customer: sold over the counter.
CREATE TABLE IF NOT EXISTS public.orders (
  order_id SERIAL PRIMARY KEY,
  customer_id INT REFERENCES public.customers,
  product_id VARCHAR(10) REFERENCES public.products,
  quantity INT NOT NULL DEFAULT 1 CHECK (quantity > 0),
  amount NUMERIC(10, 2) NOT NULL CHECK (amount > 0),
  order_date TIMESTAMP NOT NULL DEFAULT (now() AT TIME ZONE 'America/Lima'),
  updated_at TIMESTAMP NOT NULL DEFAULT (now() AT TIME ZONE 'America/Lima')
);

CREATE INDEX IF NOT EXISTS orders_customer_id ON public.orders (customer_id);
CREATE INDEX IF NOT EXISTS orders_order_date ON public.orders (order_date);

-- A change that leaves updated_at as it was gets the moment at which it was made.
CREATE OR REPLACE FUNCTION public.touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at := now() AT TIME ZONE 'America/Lima';
  RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER customers_touch BEFORE UPDATE ON public.customers
  FOR EACH ROW WHEN (NEW.updated_at = OLD.updated_at) EXECUTE FUNCTION public.touch_updated_at();
CREATE OR REPLACE TRIGGER products_touch BEFORE UPDATE ON public.products
  FOR EACH ROW WHEN (NEW.updated_at = OLD.updated_at) EXECUTE FUNCTION public.touch_updated_at();
CREATE OR REPLACE TRIGGER orders_touch BEFORE UPDATE ON public.orders
  FOR EACH ROW WHEN (NEW.updated_at = OLD.updated_at) EXECUTE FUNCTION public.touch_updated_at();

-- Who captures changes is told all columns of a row that was changed or deleted, not its key alone.
ALTER TABLE public.customers REPLICA IDENTITY FULL;
ALTER TABLE public.products REPLICA IDENTITY FULL;
ALTER TABLE public.orders REPLICA IDENTITY FULL;
