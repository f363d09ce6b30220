package haproxy

import (
	"bytes"
	"strings"
)

// A Parser reads one header of either version, however it is cut into pieces. The zero value is ready.
type Parser struct {
	// Only, if not 0, is the only version that is accepted.
	Only int

	have []byte
	done bool
	err  error
}

// Feed reads on. p is borrowed until return. Once the header is complete done is true, and rest is the part
// of p behind it; Feed must not be called again then. The error is ErrHeader and comes with the earliest
// byte that shows it; Feed then returns it for ever. At most 107 bytes of version 1, and 64 KiB of version
// 2, are kept.
func (r *Parser) Feed(p []byte) (h Header, rest []byte, done bool, err error) {
	if r.done {
		panic("haproxy: Feed after the header")
	}
	for r.err == nil {
		n, complete := r.needs()
		if complete {
			break
		}
		if len(p) == 0 {
			return Header{}, nil, false, nil
		}
		take := min(n, len(p))
		if i := bytes.IndexByte(p[:take], '\n'); i >= 0 && !r.binary() {
			take = i + 1 // nothing of what stands behind the line is the header's
		}
		r.have = append(r.have, p[:take]...)
		p = p[take:]
		r.err = r.check()
	}
	if r.err == nil {
		if r.binary() {
			h, r.err = parseV2(r.have)
		} else {
			h, r.err = parseV1(string(r.have[:len(r.have)-2]))
		}
	}
	if r.err != nil {
		r.have = nil
		return Header{}, nil, false, r.err
	}
	r.done, r.have = true, nil
	return h, p, true, nil
}

// binary reports whether it has begun as version 2 does.
func (r *Parser) binary() bool { return len(r.have) > 0 && r.have[0] == signature[0] }

// needs is how many bytes can be taken without passing the end of the header, unless a line ends before.
func (r *Parser) needs() (n int, complete bool) {
	switch {
	case len(r.have) == 0:
		return 1, false
	case !r.binary():
		return v1Max - len(r.have), bytes.HasSuffix(r.have, []byte("\n"))
	case len(r.have) < v2Fixed:
		return v2Fixed - len(r.have), false
	}
	n = v2Fixed + v2Length(r.have) - len(r.have)
	return n, n == 0
}

// check says what is wrong with what there is so far.
func (r *Parser) check() error {
	first, version := v1Prefix, 1
	if r.binary() {
		first, version = signature, 2
	}
	n := min(len(r.have), len(first))
	switch {
	case string(r.have[:n]) != first[:n]:
		return bad("it begins with %q", r.have[:n])
	case r.Only != 0 && r.Only != version:
		return bad("version %d, want %d", version, r.Only)
	case r.binary() && len(r.have) >= v2Fixed:
		return checkV2(r.have[:v2Fixed])
	case r.binary():
		return nil
	}
	return checkLine(string(r.have))
}

// checkLine looks at as much of a line as there is.
func checkLine(line string) error {
	text, ended := strings.CutSuffix(line, "\n")
	switch text, cr := strings.CutSuffix(text, "\r"); {
	case ended && !cr:
		return bad("a line that ends without CR")
	case strings.Contains(text, "\r"):
		return bad("CR without LF")
	case !ended && len(line) >= v1Max:
		return bad("no end of line within %d bytes", v1Max)
	case ended && len(text) < len(v1Prefix):
		return bad("the line ends after %q", text)
	}
	return nil
}
