"""The other side, written with Twisted: servers that print their port, clients that print what they hear.

usage: peer.py serve netstring|int32|finger|chat     prints "port N", serves until standard input ends
       peer.py netstring|int32 PORT TEXT…            sends each TEXT, prints each answer
       peer.py finger PORT QUERY                     prints the answer
       peer.py chat PORT NAME                        prints each line heard, says each line of standard input
"""
import sys

from twisted.internet import endpoints, protocol, reactor, stdio
from twisted.protocols import basic, finger


def say(*words):
    print(*words, flush=True)


class NetstringEcho(basic.NetstringReceiver):
    def stringReceived(self, string):
        self.sendString(string)


class Int32Echo(basic.Int32StringReceiver):
    def stringReceived(self, string):
        self.sendString(string)


class Finger(finger.Finger):
    users = {b"moshez": b"Happy and well"}

    def getUser(self, slash_w, user):
        self.transport.write(self.users.get(user, b"No such user") + b"\r\n")
        self.transport.loseConnection()


class Chat(basic.LineReceiver):
    """The chat of the articles: GETNAME, then CHAT."""

    users = {}
    name = None

    def connectionMade(self):
        self.sendLine(b"What's your name?")

    def connectionLost(self, reason):
        self.users.pop(self.name, None)

    def lineReceived(self, line):
        if self.name is None:
            if line in self.users:
                self.sendLine(b"Name taken, please choose another.")
                return
            self.sendLine(b"Welcome, " + line + b"!")
            self.name = line
            self.users[line] = self
        else:
            for name, user in self.users.items():
                if user is not self:
                    user.sendLine(b"<" + self.name + b"> " + line)


class UntilStdinEnds(protocol.Protocol):
    def connectionLost(self, reason):
        if reactor.running:
            reactor.stop()


class Asker:
    """A client that sends every text and stops when every answer is there."""

    def __init__(self, texts):
        self.left = len(texts)
        self.texts = texts

    def connectionMade(self):
        for text in self.texts:
            self.sendString(text.encode())

    def stringReceived(self, string):
        say("got", string.decode())
        self.left -= 1
        if not self.left:
            self.transport.loseConnection()

    def connectionLost(self, reason):
        say("lost", reason.type.__name__)
        reactor.stop()


class NetstringAsker(Asker, basic.NetstringReceiver):
    pass


class Int32Asker(Asker, basic.Int32StringReceiver):
    pass


class FingerAsker(protocol.Protocol):
    def __init__(self, query):
        self.query = query

    def connectionMade(self):
        self.transport.write(self.query.encode() + b"\r\n")

    def dataReceived(self, data):
        sys.stdout.write(data.decode())
        sys.stdout.flush()

    def connectionLost(self, reason):
        say("lost", reason.type.__name__)
        reactor.stop()


class Chatter(basic.LineReceiver):
    def __init__(self, name):
        self.name = name

    def connectionMade(self):
        stdio.StandardIO(Keyboard(self))

    def lineReceived(self, line):
        say(line.decode())
        if line == b"What's your name?":
            self.sendLine(self.name.encode())

    def connectionLost(self, reason):
        say("lost", reason.type.__name__)
        if reactor.running:
            reactor.stop()


class Keyboard(basic.LineReceiver):
    delimiter = b"\n"

    def __init__(self, chatter):
        self.chatter = chatter

    def lineReceived(self, line):
        self.chatter.sendLine(line)

    def connectionLost(self, reason):
        self.chatter.transport.loseConnection()


def serve(kind):
    protocols = {"netstring": NetstringEcho, "int32": Int32Echo, "finger": Finger, "chat": Chat}
    factory = protocol.Factory.forProtocol(protocols[kind])
    endpoint = endpoints.TCP4ServerEndpoint(reactor, 0, interface="127.0.0.1")
    endpoint.listen(factory).addCallback(lambda port: say("port", port.getHost().port))
    stdio.StandardIO(UntilStdinEnds())


def connect(port, proto):
    endpoint = endpoints.TCP4ClientEndpoint(reactor, "127.0.0.1", int(port))
    endpoints.connectProtocol(endpoint, proto)


verb, rest = sys.argv[1], sys.argv[2:]
if verb == "serve":
    serve(rest[0])
elif verb == "netstring":
    connect(rest[0], NetstringAsker(rest[1:]))
elif verb == "int32":
    connect(rest[0], Int32Asker(rest[1:]))
elif verb == "finger":
    connect(rest[0], FingerAsker(rest[1]))
elif verb == "chat":
    connect(rest[0], Chatter(rest[1]))
else:
    sys.exit(__doc__)
reactor.run()
