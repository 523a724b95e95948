"""Options as scripts give them: True, "true", or not at all."""


def flag(options, name, default=False):
    """The truth of an option that may be a boolean or its name."""
    value = options.get(name)
    return default if value is None else str(value).strip().lower() == "true"


def paths_of(options):
    """The paths of a source: `paths` as a list or one text, or `path`. Raises ValueError when there are none."""
    paths = options.get("paths") or options.get("path")
    if not paths:
        raise ValueError('connection_options wants the paths to read: {"paths": ["s3://bucket/folder/"]}')
    return [paths] if isinstance(paths, str) else list(paths)
