DROP TYPE reporting.veredicto;
