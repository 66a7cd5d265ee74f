DROP VIEW reporting.vw_well_selector;
