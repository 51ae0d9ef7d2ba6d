"""School years, as this package's pages show them; they are counted in `ateams.school_year`."""

from ateams.school_year import SchoolYear, school_year_of

__all__ = ["SchoolYear", "school_year_of"]
