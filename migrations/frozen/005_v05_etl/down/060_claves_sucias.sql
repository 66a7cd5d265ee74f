DROP TABLE etl.claves_sucias;
