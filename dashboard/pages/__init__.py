"""A folder a page: `page.py` holds `page()`, which app.py calls; the other modules are its parts."""
