"""What AWS Lambda calls; infrastructure beside it: template.yaml, chain.asl.json."""
