"""Marks as tables: plain CSV, or filled into a gradebook that Canvas or Moodle exported."""
