-- What changes whenever the pages have something new to show.
SELECT
    (
        SELECT max(actual.updated_at)
        FROM reporting.dataset_current_values AS actual
    ) AS foto,
    (
        SELECT max(carta.updated_at)
        FROM reporting.dataset_latest_dynacard AS carta
    ) AS carta;
