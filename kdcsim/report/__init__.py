"""Reports: values into text or bytes. Each stands alone; none reads a clock, a file or a terminal."""
