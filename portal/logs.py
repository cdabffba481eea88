"""Logs: one JSON object a line, with the request's id and without personal data."""

import re

import structlog

# Whatever slips into a message (a database's error quotes the row): 身份证号 and 手机号 are cut.
ID_NUMBER = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)")
MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")
DETAIL = re.compile(r"(Key \([^)]*\)=)\(.*?\)(?= )|(Failing row contains )\(.*\)", re.S)


def without_personal_data(_, __, event: dict) -> dict:
    """A structlog processor: masks ID numbers and mobiles in every text of the event."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = scrub(value)
    event.pop("user_agent", None)
    return event


def scrub(text: str) -> str:
    """The text with ID numbers, mobiles and the rows that PostgreSQL quotes masked."""
    text = DETAIL.sub(lambda found: f"{found[1] or found[2]}(…)", text)
    return MOBILE.sub(r"\1****\2", ID_NUMBER.sub(r"\1********\2", text))


SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.stdlib.PositionalArgumentsFormatter(),
]


def json_lines() -> structlog.stdlib.ProcessorFormatter:
    """The formatter of every handler, for structlog's events and for those of plain `logging`."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*SHARED, structlog.stdlib.ExtraAdder(allow=())],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            without_personal_data,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
