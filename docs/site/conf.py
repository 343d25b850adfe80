"""Sphinx configuration of the documentation site. `make docs` runs it over build/docs-src."""

project = "kdcsim"
author = "the kdcsim authors"
copyright = author
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist", "attrs_block"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "kdcsim"
html_extra_path = ["extra"]
html_static_path = []
html_copy_source = False
html_show_sourcelink = False
exclude_patterns = ["site", "extra", "screenshots/README.md"]
suppress_warnings = ["misc.highlighting_failure"]
