"""How toDF resolves choices."""

from awsglue.paths import parse_path
from awsglue.resolving import resolve


class ResolveOption:
    """How toDF resolves a choice: KeepAsStruct, Project or Cast to `target`, a type of awsglue.gluetypes."""

    def __init__(self, path, action, target=None):
        self.path = path
        self.action = action
        self.target = target


def resolve_by(relation, options):
    """The relation resolved as the options say. Raises ValueError for an action that there is not."""
    for option in options:
        action = option.action.lower()
        if action == "keepasstruct":
            continue
        if action not in ("project", "cast"):
            raise ValueError(f"{option.action!r} is no action of toDF: use KeepAsStruct, Project or Cast")
        target = option.target.typeName() if hasattr(option.target, "typeName") else str(option.target)
        relation = resolve(relation, parse_path(option.path), f"{action}:{target}")
    return relation
