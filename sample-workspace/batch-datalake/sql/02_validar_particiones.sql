-- Validación: cuántos pedidos y cuánta venta hay en cada partición.
SELECT fecha_pedido,
       count(*)      AS pedidos,
       sum(cantidad) AS unidades,
       sum(total)    AS ventas
FROM ventas
GROUP BY fecha_pedido
ORDER BY fecha_pedido;
