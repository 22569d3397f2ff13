"""Everything that takes long: worker processes, threads, maps, measuring, training, tuning."""
