DROP TABLE reporting.fact_operaciones_horarias;
