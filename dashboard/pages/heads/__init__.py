"""The page 「여러 헤드」: page.py and its parts."""
