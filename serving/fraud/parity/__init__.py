"""Whether decisions on request are the job's: without an engine, and beside a running one."""
