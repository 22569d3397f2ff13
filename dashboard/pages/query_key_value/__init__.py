"""The page 「질의·키·값」: page.py and its parts."""
