"""Loss functions: pure functions of tensors, blind to data sets and files."""
