"""What instructors and maintainers of a notebook course run: build, release, trace, bench.

The package knows notebooks, the nbgrader format and data packages as formats; it knows nothing about the
subject.
"""
