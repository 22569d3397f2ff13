"""Named results computed from weights and traces; nothing here draws."""
