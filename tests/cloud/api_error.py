"""How the cloud says no."""


class ApiError(Exception):
    """Answered as {"Response": {"Error": {"Code", "Message"}}} with HTTP 200. Codes are the cloud's, as
    clients act on them; messages are ours, as none may."""

    def __init__(self, code, message):
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
