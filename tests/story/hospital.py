"""The hospital's side: what it sends, and that it listens."""

from __future__ import annotations

import socket
from threading import Thread

from fhir_bridge.source.mllp import frame

PATIENT = "PID|1||77{number}^^^NORTH^MR||Canary^{name}||19610704|F|||Row {number}^^Town^^12345||^PRN^PH^^^555^1234567\r"
BOOKING = (
    "MSH|^~\\&|SCHED|NORTH|||20270115||SIU^S12^SIU_S12|B{number}|P|2.5.1|||||UTF-8\r"
    "SCH|P{number}^SCHED|F{number}^SCHED|||||CHECKUP|ROUTINE|30|min|^^30^{at}^{at}|||||||||||||Booked\r"
    + PATIENT
    + "RGS|1\rAIL|1||ROOM4^^^NORTH\r"
)
RESULT = (
    "MSH|^~\\&|LAB|NORTH|||20270115||ORU^R01^ORU_R01|R{number}|P|2.5.1|||||UTF-8\r"
    + PATIENT
    + "OBR|1|||718-7^Hemoglobin^LN|||20270115084000\r"
    "OBX|1|NM|718-7^Hemoglobin^LN||12.10|g/dL^g/dL^UCUM|||||F|||20270115084000\r"
)


def tell(port: int, message: str) -> None:
    """The bridge at this port takes a message by MLLP."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(frame(message.encode()))
        assert b"MSA|AA" in line.recv(65536)


class Hospital:
    """Listens for MLLP and takes everything; `heard` holds the messages."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._server.close()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            with line:
                self._converse(line)

    def _converse(self, line: socket.socket) -> None:
        data = b""
        while piece := line.recv(65536):
            data += piece
            if data.endswith(b"\x1c\r"):
                text, data = data[1:-2].decode(), b""
                self.heard.append(text)
                control = text.split("|")[9]
                answer = f"MSH|^~\\&|ADT|NORTH|||20270115||ACK|1|P|2.5.1\rMSA|AA|{control}\r"
                line.sendall(frame(answer.encode()))
