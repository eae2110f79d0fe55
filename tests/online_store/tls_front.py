"""TLS in front of a server that has none.

client --TLS--> front --plain--> server
"""

import asyncio
import ssl
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from trustme import LeafCert

from machine.ports import LOCALHOST


class TlsFront:
    """Decrypts for the server on `target_port` of this machine.

    Attributes:
        port: where it listens.
        heard: all that clients have said, decrypted.
        listen: told what a client has said before the server is.
    """

    def __init__(self, target_port: int) -> None:
        self.port = 0
        self.heard = bytearray()
        self.listen: Callable[[bytes], None] = self.heard.extend
        self._target_port = target_port

    async def run(self, context: ssl.SSLContext, up: Event, over: asyncio.Event) -> None:
        """Serve until `over`."""
        server = await asyncio.start_server(self._serve, LOCALHOST, 0, ssl=context)
        self.port = server.sockets[0].getsockname()[1]
        up.set()
        await over.wait()
        server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection(LOCALHOST, self._target_port)
        await asyncio.gather(
            self._pump(reader, inner_writer, self.listen),
            self._pump(inner_reader, writer, lambda _data: None),
        )

    async def _pump(
        self, reader: StreamReader, writer: StreamWriter, listen: Callable[[bytes], None]
    ) -> None:
        try:
            while data := await reader.read(65_536):
                listen(data)
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.transport.abort()


@contextmanager
def tls_front(certificate: LeafCert, target_port: int) -> Iterator[TlsFront]:
    """A front that shows `certificate` and needs none of its clients."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    front, up, over = TlsFront(target_port), Event(), asyncio.Event()
    with asyncio.Runner() as runner:
        thread = Thread(target=runner.run, args=(front.run(context, up, over),))
        thread.start()
        up.wait()
        try:
            yield front
        finally:
            runner.get_loop().call_soon_threadsafe(over.set)
            thread.join()
