"""What a file can be refused for once it is opened: a code of desk/counter/intake.WORDS."""


class Trouble(Exception):
    """`code` says what is wrong with the file; the file itself is never quoted."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
