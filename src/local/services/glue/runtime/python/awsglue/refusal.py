"""What this library does not do is said by name, with what does it instead."""


class NotSupported(Exception):
    """Something of AWS Glue that there is not when a job runs on this machine."""


def refuse(what, instead):
    """Raises NotSupported: `what` is not available locally, `instead` says what to do."""
    raise NotSupported(f"{what} is not supported by the local Glue runtime. {instead}")
