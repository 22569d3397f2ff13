"""The page 「밑바닥부터」: page.py and its parts."""
