DROP TABLE reporting.dataset_latest_dynacard;
