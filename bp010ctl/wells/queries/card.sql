SELECT
    timestamp_carta,
    superficie_json,
    fondo_json,
    diagnostico_ia,
    diagnostico_score
FROM reporting.dataset_latest_dynacard
WHERE well_id = %(pozo)s;
