"""The page 「신경망」: page.py and its parts."""
