"""Having plans run by sandboxed workers: on this machine, or on a cluster."""
