-- the text that a revision had when it was applied; the values are written in, for scripts too
INSERT INTO etl.revisiones (revision, huella, archivos, aplicada_en)
VALUES ('__revision__', '__huella__', '__archivos__', now())
ON CONFLICT (revision) DO UPDATE SET
    huella = excluded.huella,
    archivos = excluded.archivos,
    aplicada_en = excluded.aplicada_en
