"""Running the procedure chains: by hand, by schedule, and the ledger of what ran."""
