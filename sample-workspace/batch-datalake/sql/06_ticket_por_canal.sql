-- Análisis: pedidos, clientes y ticket promedio de cada canal.
SELECT canal,
       count(*)                            AS pedidos,
       count(DISTINCT cliente_id)          AS clientes,
       sum(total)                          AS ventas,
       CAST(avg(total) AS decimal(14, 2))  AS ticket_promedio
FROM ventas
GROUP BY canal
ORDER BY ventas DESC;
