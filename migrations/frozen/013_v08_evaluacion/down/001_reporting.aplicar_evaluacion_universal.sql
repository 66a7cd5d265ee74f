DROP PROCEDURE reporting.aplicar_evaluacion_universal();
