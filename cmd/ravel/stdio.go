package main

import (
	"io"
	"net"
	"strings"

	"ravel/core"
	"ravel/core/wrap"
)

// standardIO reports whether e is standard input and output.
func (e endpoint) standardIO() bool {
	text := e.String()
	for {
		inner, ok := strings.CutPrefix(text, "haproxy:")
		if !ok {
			return strings.HasPrefix(text, "stdio:")
		}
		text = inner
	}
}

// checkStandardIO refuses what standard input and output cannot be used for.
func (o *serveOptions) checkStandardIO() error {
	all, standard := 0, 0
	for i := range o.parts {
		for _, e := range o.parts[i].listen {
			all++
			if e.standardIO() {
				standard++
				o.parts[i].only = true
			}
		}
	}
	for i := range o.parts {
		o.parts[i].only = o.parts[i].only && all == 1
	}
	switch {
	case standard > 1:
		return usagef("stdio: is one connection, and named %d times", standard)
	case standard > 0 && o.daemon:
		return usagef("%s has no standard input and output to serve: stdio:", o.flag("daemon"))
	}
	o.standardIO = standard > 0
	return nil
}

// announcements is where the lines about endpoints go: not to where a protocol speaks.
func (o *serveOptions) announcements(stdout, stderr io.Writer) io.Writer {
	if o.standardIO {
		return stderr
	}
	return stdout
}

// finally is f with end called after ConnectionLost of each of its protocols.
func finally(f core.Factory, end func() error) core.Factory {
	return wrap.Each(f, func(p core.Protocol, _ net.Addr) core.Protocol {
		return wrap.Protocol(&final{wrap.ProtocolBase{Inner: p}, end}, p)
	})
}

type final struct {
	wrap.ProtocolBase
	end func() error
}

func (f *final) ConnectionLost(reason error) {
	defer f.end() // an error says that it is stopping already
	f.Inner.ConnectionLost(reason)
}
