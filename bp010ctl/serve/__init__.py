"""The field on a screen: pages and JSON over HTTP, and where each number comes from."""
