-- What the user's wells can be filtered by.
SELECT DISTINCT
    actual.cliente,
    actual.region,
    actual.campo
FROM reporting.dataset_current_values AS actual
ORDER BY actual.cliente, actual.region, actual.campo;
