INSERT INTO etl.canales (
    canal, direccion, secretos, idioma, asuntos, severidad_minima, zona, silencio_desde, silencio_hasta,
    silencio_total, espera_segundos, intervalo_segundos, repetir_segundos, limite_segundos, creado_en
)
VALUES (
    %(canal)s, %(direccion)s, %(secretos)s, %(idioma)s, %(asuntos)s, %(severidad_minima)s,
    coalesce(%(zona)s::text, referencial.fnc_zona_horaria()), %(silencio_desde)s, %(silencio_hasta)s,
    %(silencio_total)s, %(espera_segundos)s, %(intervalo_segundos)s, %(repetir_segundos)s,
    %(limite_segundos)s, etl.fnc_reloj()
);
