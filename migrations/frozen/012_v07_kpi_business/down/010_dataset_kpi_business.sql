DROP TABLE reporting.dataset_kpi_business;
