"""Results of lmcore.analysis as plotly figures or bytes; nothing here knows of Streamlit."""
