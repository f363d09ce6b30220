"""Does on Twisted what differential does on ravel: reads a JSON value a line, writes one a line."""

import gc
import json
import sys

from twisted.internet import defer, endpoints
from twisted.internet.testing import MemoryReactorClock
from twisted.logger import globalLogBeginner

unhandled = []


def observe(event):
    failure = event.get("log_failure")
    if failure is not None:
        unhandled.append(name_of(failure.value))


class Asked(Exception):
    """A failure that the program has asked for."""


def name_of(err):
    if isinstance(err, Asked):
        return str(err)
    if isinstance(err, defer.CancelledError):
        return "cancelled"
    if isinstance(err, defer.AlreadyCalledError):
        return "already-called"
    return repr(err)


def shown(result):
    if hasattr(result, "value"):
        return "!" + name_of(result.value)
    return str(0 if result is None else result)


class Player:
    def __init__(self):
        self.log = []
        self.all = {}
        self.accounts = True

    def step(self, f):
        getattr(self, "do_" + f[0])(*f[1:])

    def do_new(self, name, kind):
        def canceller(d):
            self.log.append("canceller " + name)
            if kind == "value":
                d.callback(0)
            elif kind == "error":
                d.errback(Asked("K" + name))

        self.all[name] = defer.Deferred(None if kind == "none" else canceller)

    def do_list(self, name, opts, *of):
        one, err, consume = (o == "1" for o in opts)
        self.accounts = self.accounts and consume
        l = defer.DeferredList(
            [self.all[n] for n in of],
            fireOnOneCallback=one,
            fireOnOneErrback=err,
            consumeErrors=consume,
        )
        self.all[name] = l

        def told(result):
            if hasattr(result, "value"):
                first = result.value
                if isinstance(first, defer.FirstError):
                    text = "!first %d %s" % (first.index, name_of(first.subFailure.value))
                else:
                    text = shown(result)
            elif isinstance(result, tuple):
                text = "one %d %s" % (result[1], shown(result[0]))
            else:
                text = " ".join(["all"] + [shown(r) for _, r in result])
            self.log.append(name + " " + text)

        l.addBoth(told)

    def do_add(self, of, callback, how, what):
        verb, *rest = what.split(":")

        def act(result):
            self.log.append(callback + " " + shown(result))
            if verb == "value":
                return int(rest[0])
            if verb == "raise":
                raise Asked("E" + callback)
            if verb == "wait":
                return self.all[rest[0]]
            if verb == "cancel":
                self.all[rest[0]].cancel()
            if verb == "fire":
                self.do_fire(rest[0], rest[1])
            if verb == "more":

                def more(result):
                    self.log.append(callback + "+ " + shown(result))
                    return result

                self.all[of].addBoth(more)
            return result

        d = self.all[of]
        {"cb": d.addCallback, "eb": d.addErrback, "both": d.addBoth}[how](act)

    def refused(self, f, *args):
        try:
            f(*args)
        except defer.AlreadyCalledError:
            self.log.append("already-called")

    def do_fire(self, name, n):
        self.refused(self.all[name].callback, int(n))

    def do_fail(self, name):
        self.refused(self.all[name].errback, Asked("F" + name))

    def do_cancel(self, name):
        self.all[name].cancel()

    def do_pause(self, name):
        self.all[name].pause()

    def do_unpause(self, name):
        self.all[name].unpause()

    def do_chain(self, name, other):
        self.all[name].chainDeferred(self.all[other])


def play(lines):
    p = Player()
    for line in lines:
        p.step(line.split())
    log, accounts = p.log, p.accounts
    del p
    gc.collect()
    said = "".join(sorted(" " + n for n in unhandled))
    unhandled.clear()
    return log + (["unhandled" + said] if accounts else [])


def parse(text):
    try:
        args, kw = endpoints._parse(text)
    except Exception as e:
        return {"error": type(e).__name__}
    return {"args": args, "kw": kw}


SHOWN = {
    "TCP4ServerEndpoint": "_port _interface _backlog",
    "TCP6ServerEndpoint": "_port _interface _backlog",
    "UNIXServerEndpoint": "_address _mode _backlog _wantPID",
    "TCP4ClientEndpoint": "_host _port _timeout _bindAddress",
    "UNIXClientEndpoint": "_path _timeout _checkPID",
}


def understand(role, text):
    make = {"server": endpoints.serverFromString, "client": endpoints.clientFromString}[role]
    try:
        e = make(MemoryReactorClock(), text)
    except Exception as e:
        return "error"
    name = type(e).__name__
    return " ".join([name] + ["%s=%s" % (a.strip("_"), worded(a, getattr(e, a))) for a in SHOWN.get(name, "").split()])


def worded(attribute, value):
    return repr(bool(value) if attribute.endswith("PID") else value)


def main():
    globalLogBeginner.beginLoggingTo([observe], redirectStandardIO=False, discardBuffer=True)
    for line in sys.stdin:
        verb, what = json.loads(line)
        if verb == "play":
            answer = play(what)
        elif verb == "parse":
            answer = parse(what)
        else:
            answer = understand(verb, what)
        print(json.dumps(answer), flush=True)


main()
