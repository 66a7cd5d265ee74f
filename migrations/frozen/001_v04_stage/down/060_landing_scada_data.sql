DROP TABLE stage.landing_scada_data;
