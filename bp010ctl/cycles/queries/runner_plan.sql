-- The steps that the ledger would run for one cycle, in their order.
SELECT
    ciclo,
    orden,
    llamada,
    critico
FROM etl.ciclo_pasos
WHERE ciclo = %(ciclo)s AND activo
ORDER BY orden;
