"""Alerts on their way to people: channels, messages, deliveries, and the worker that sends them."""
