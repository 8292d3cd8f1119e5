"""Why something that was asked for is not done, in words for who asked, and about what."""


class Refusal(Exception):
    """The message says what to do; `about` is the fact that is at fault, by the name that its form
    has for it, "" where it is none alone.
    """

    def __init__(self, message: str, about: str = "") -> None:
        super().__init__(message)
        self.about = about
