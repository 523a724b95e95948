-- Análisis: los tres productos que más venden en cada región.
WITH por_producto AS (
  SELECT region, producto, sum(cantidad) AS unidades, sum(total) AS ventas
  FROM ventas
  GROUP BY region, producto
),
ordenados AS (
  SELECT region, producto, unidades, ventas,
         row_number() OVER (PARTITION BY region ORDER BY ventas DESC, producto) AS puesto
  FROM por_producto
)
SELECT region, puesto, producto, unidades, ventas
FROM ordenados
WHERE puesto <= 3
ORDER BY region, puesto;
