"""The page 「한눈에」: page.py and its parts."""
