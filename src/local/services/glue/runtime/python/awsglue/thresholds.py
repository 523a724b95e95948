"""How many error records a transform allows."""


class StageErrors(Exception):
    """More error records than a transform's threshold allows."""


def check(thresholds, name):
    """Raises StageErrors when one is reached. `thresholds`: (number of errors, DataFrames of the errors that count)."""
    for allowed, counted in thresholds:
        found = sum(errors.count() for errors in counted)
        if found >= allowed:
            raise StageErrors(f"{found} error records in {name or 'a transform'}, which allows fewer than {allowed}")
