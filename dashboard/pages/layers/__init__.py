"""The page 「층을 지나며」: page.py and its parts."""
