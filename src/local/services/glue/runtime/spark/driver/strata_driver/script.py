"""Runs the user's script as the program that it is."""

import os
import sys
import traceback
import types


class Script:
    """A script and its arguments; runs once."""

    def __init__(self, path, argv):
        self.path = path
        self._argv = argv

    def run(self):
        """Runs it to its end. Returns its exit code, and the exception that ended it, if one did."""
        sys.argv = [self.path, *self._argv]
        module = types.ModuleType("__main__")
        module.__file__ = self.path
        sys.modules["__main__"] = module
        try:
            with open(self.path, "rb") as file:
                code = compile(file.read(), self.path, "exec", dont_inherit=True)
            exec(code, module.__dict__)
            return 0, None
        except SystemExit as end:
            return self._exit(end)
        except BaseException as error:
            self._print(error)
            return 1, error
        finally:
            sys.stdout.flush()
            sys.stderr.flush()

    def _exit(self, end):
        if end.code is None or end.code == 0:
            return 0, None
        if isinstance(end.code, int):
            return end.code & 0xFF or 1, end
        print(end.code, file=sys.stderr)
        return 1, end

    def _print(self, error):
        """The traceback from the script's own first frame on."""
        here = os.path.dirname(os.path.abspath(__file__))
        frames = error.__traceback__
        while frames is not None and os.path.dirname(frames.tb_frame.f_code.co_filename) == here:
            frames = frames.tb_next
        traceback.print_exception(type(error), error, frames)
