"""Pages under /operate/."""
