"""The page 「토큰」: page.py and its parts."""
