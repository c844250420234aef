"""Reading what was handed in, without believing it: files, bytes, notebooks."""
