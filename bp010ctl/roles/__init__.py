"""Who may do what: the groups' rights, who is in them, and whose wells a user sees."""
