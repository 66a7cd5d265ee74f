"""The jobs of AWS Lambda: typed events and answers around what the other rooms do."""
