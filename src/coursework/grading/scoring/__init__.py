"""From what came back of a run to scores, reasons in plain words, and the marked notebook."""
