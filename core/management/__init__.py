"""What every command of the house shares: with `--json`, a misuse is told on standard output too."""

import json

from django.core.management.base import BaseCommand


class JsonCommand(BaseCommand):
    """A command that, under `--json`, writes one JSON value, also when its arguments are wrong (exit 2)."""

    as_json_asked = False

    def run_from_argv(self, argv):
        self.as_json_asked = "--json" in argv
        super().run_from_argv(argv)

    def create_parser(self, prog_name, subcommand, **kwargs):
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        if self.as_json_asked:
            misuse = parser.error

            def told(message):
                value = {"error": {"code": "usage", "message": f"参数不对：{message}"}}
                self.stdout.write(json.dumps(value, ensure_ascii=False))
                misuse(message)

            parser.error = told
        return parser
