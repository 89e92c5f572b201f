"""The verbs of sales, one file each: qualify a lead, take a qualification back, drop a lead, set it aside."""
