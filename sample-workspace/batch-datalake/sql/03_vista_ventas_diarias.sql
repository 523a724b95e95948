-- Vista: la venta de cada día por región, para los tableros.
CREATE OR REPLACE VIEW ventas_diarias AS
SELECT CAST(fecha_pedido AS date) AS fecha,
       region,
       count(*)                   AS pedidos,
       sum(cantidad)              AS unidades,
       sum(total)                 AS ventas
FROM ventas
GROUP BY CAST(fecha_pedido AS date), region;
