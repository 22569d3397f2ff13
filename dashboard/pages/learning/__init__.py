"""The page 「배우는 과정」: page.py and its parts."""
