-- Validación: nada repetido, nada vacío, nada negativo. Todas las columnas menos la primera deben dar 0.
SELECT count(*)                                                     AS filas,
       count(*) - count(DISTINCT pedido_id)                         AS repetidos,
       count_if(pedido_id IS NULL OR pedido_id = '')                AS sin_pedido,
       count_if(cantidad <= 0 OR precio_unitario <= 0)              AS no_positivos,
       count_if(total <> cantidad * precio_unitario)                AS totales_errados,
       count_if(region NOT IN ('Andina', 'Caribe', 'Pacífica', 'Orinoquía', 'Amazonía')) AS regiones_raras
FROM ventas;
