"""The demo's invented data: stories in TOML files, told through the services of the product."""
