"""What a stage of a pipeline declares besides its name and place: parts of the kind `pipeline`."""
