"""The whole data set as files: Parquet or CSV with a Frictionless description, and lists for other tools."""
