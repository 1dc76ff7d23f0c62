"""The page: a result as one file of HTML that needs nothing beside it, not even a network."""

from sim.report.page.render import run_page, write_run_page

__all__ = ["run_page", "write_run_page"]
