"""As text: the page of a run for a person - the verdict first, then the steps, then why, then what to do."""

from kdcsim.report.as_text.page import as_test_line, as_text
from kdcsim.report.as_text.step import as_step

__all__ = ["as_step", "as_test_line", "as_text"]
