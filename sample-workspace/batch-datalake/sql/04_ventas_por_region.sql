-- Análisis: qué parte de la venta aporta cada región. Necesita la vista de 03_vista_ventas_diarias.sql.
SELECT region,
       sum(pedidos)                                             AS pedidos,
       sum(ventas)                                              AS ventas,
       round(100.0 * sum(ventas) / sum(sum(ventas)) OVER (), 2) AS porcentaje
FROM ventas_diarias
GROUP BY region
ORDER BY ventas DESC;
