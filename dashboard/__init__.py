"""돋보기: the dashboard over lmcore."""
