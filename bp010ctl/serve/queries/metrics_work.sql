WITH cola AS (
    SELECT
        count(*) AS claves,
        extract(EPOCH FROM clock_timestamp() - min(clave.creada_en))::double precision AS edad
    FROM etl.claves_sucias AS clave
),

abiertas AS (
    SELECT count(*) AS cuantas
    FROM etl.alertas AS alerta
    WHERE alerta.resuelta_en IS NULL AND alerta.etl_tipo IS DISTINCT FROM 'pozo'
)

SELECT
    cola.claves AS queue_keys,
    coalesce(cola.edad, 0) AS queue_oldest_seconds,
    abiertas.cuantas AS open_alerts,
    pg_database_size(current_database()) AS database_size_bytes
FROM cola
CROSS JOIN abiertas;
