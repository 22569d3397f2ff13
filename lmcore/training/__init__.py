"""From a folder of text to a checkpoint: vocabulary, token store, objectives, optimisers, trainer."""
