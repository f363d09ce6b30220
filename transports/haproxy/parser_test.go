package haproxy

import (
	"errors"
	"net/netip"
	"reflect"
	"strings"
	"testing"

	"ravel/reactortest/splits"
)

// v2 is a header of version 2: PROXY, TCP over IPv4, 127.0.0.1:8080 to 127.0.0.2:8888.
const v2 = signature + "\x21\x11\x00\x0c\x7f\x00\x00\x01\x7f\x00\x00\x02\x1f\x90\x22\xb8"

func ap(s string) netip.AddrPort { return netip.MustParseAddrPort(s) }

var good = map[string]Header{
	"PROXY TCP4 1.1.1.1 2.2.2.2 8080 80\r\n":     {Family: TCP4, Source: ap("1.1.1.1:8080"), Destination: ap("2.2.2.2:80")},
	"PROXY TCP6 ::1 fd00::2 65535 0\r\n":         {Family: TCP6, Source: ap("[::1]:65535"), Destination: ap("[fd00::2]:0")},
	"PROXY UNKNOWN\r\n":                          {},
	"PROXY UNKNOWN whatever it is\r\n":           {},
	v2:                                           {Family: TCP4, Source: ap("127.0.0.1:8080"), Destination: ap("127.0.0.2:8888")},
	signature + "\x20\x00\x00\x00":               {Local: true},
	signature + "\x20\x11\x00\x02xx":             {Local: true}, // addresses of LOCAL are skipped, whatever they are
	signature + "\x21\x77\x00\x03abc":            {},            // an unknown family too
	signature + "\x21\x00\x00\x05\x04\x00\x02hi": {TLVs: []TLV{{TypeNoop, []byte("hi")}}},
}

func TestGoodHeadersAtEverySplit(t *testing.T) {
	const behind = "GET /"
	for text, want := range good {
		splits.Check(t, text+behind, func(t testing.TB, feed splits.Feed) {
			var r Parser
			var got Header
			rest, done := "", false
			feed(func(p []byte) {
				if done {
					rest += string(p)
					return
				}
				h, left, is, err := r.Feed(p)
				if err != nil {
					t.Fatalf("%q: %v", text, err)
				}
				if is {
					got, rest, done = h, string(left), true
				}
			})
			if !done || rest != behind || !reflect.DeepEqual(got, want) {
				t.Fatalf("%q: done %v, %+v and %q, want %+v and %q", text, done, got, rest, want, behind)
			}
		})
	}
}

func TestBadHeadersFailAtTheirEarliestWrongByte(t *testing.T) {
	for _, c := range []struct{ good, wrong, says string }{
		{"", "G", `begins with "G"`},
		{"PROX", "Z", `begins with "PROXZ"`},
		{"PROXY TCP4 1.1.1.1 2.2.2.2 8080 80\r", "x", "CR without LF"},
		{"PROXY TCP4", "\n", "without CR"},
		{"PROXY UNKNOWN" + strings.Repeat("x", v1Max-len("PROXY UNKNOWN")-1), "x", "no end of line within 107 bytes"},
		{"PROXY UDP4 1.1.1.1 2.2.2.2 8080 80\r", "\n", `"UDP4" is none of`},
		{"PROXY TCP4 1.1.1.1 2.2.2.2 8080\r", "\n", "3 fields"},
		{"PROXY TCP4 1.1.1.1 2.2.2.2 8080 80 1\r", "\n", "5 fields"},
		{"PROXY TCP4 1.1.1.1 2.2.2.2 8080 65536\r", "\n", `"65536" is no port`},
		{"PROXY TCP4 1.1.1.1 2.2.2.2 8080 080\r", "\n", `"080" is no port`},
		{"PROXY TCP4 1.1.1.1 2.2.2.2 8080 \r", "\n", `"" is no port`},
		{"PROXY TCP4 1.1.1 2.2.2.2 8080 80\r", "\n", `"1.1.1" is no address`},
		{"PROXY TCP4 ::1 ::2 8080 80\r", "\n", "is no address for TCP4"},
		{"PROXY TCP6 1.1.1.1 ::2 8080 80\r", "\n", "is no address for TCP6"},
		{"PROXY TCP6 fe80::1%1 ::2 8080 80\r", "\n", "is no address"},
		{signature[:11], "X", "begins with"},
		{signature + "\x31\x11\x00", "\x0c", "version 3"},
		{signature + "\x22\x11\x00", "\x0c", "the command 2"},
		{signature + "\x21\x11\x00", "\x0b", "11 bytes for the addresses of TCP4"},
		{signature + "\x21\x00\x00\x04\x04\x00\x02h", "", "longer than the header"},
		{signature + "\x21\x00\x00\x07\x03\x00\x04abc", "d", "the checksum is wrong"},
	} {
		var r Parser
		_, _, done, err := r.Feed([]byte(c.good))
		if c.wrong != "" && (done || err != nil) {
			t.Errorf("%q: done %v, %v; nothing is wrong with it yet", c.good, done, err)
			continue
		}
		if c.wrong != "" {
			_, _, _, err = r.Feed([]byte(c.wrong))
		}
		if !errors.Is(err, ErrHeader) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q then %q: %v, want it to say %q", c.good, c.wrong, err, c.says)
		}
		if _, _, _, again := r.Feed([]byte("more")); again != err {
			t.Errorf("%q: then %v, want the same error again", c.good, again)
		}
	}
}

func TestOnlyOneVersion(t *testing.T) {
	for version, text := range map[int]string{1: v2, 2: "PROXY UNKNOWN\r\n"} {
		r := Parser{Only: version}
		if _, _, _, err := r.Feed([]byte(text)); !errors.Is(err, ErrHeader) {
			t.Errorf("only version %d: %q is accepted (%v)", version, text, err)
		}
	}
}

func FuzzParser(f *testing.F) {
	for text := range good {
		f.Add([]byte(text+"rest"), uint8(3))
	}
	f.Fuzz(func(t *testing.T, input []byte, cut uint8) {
		var whole, byteByByte Parser
		h, rest, done, err := whole.Feed(input)
		var h2 Header
		var done2 bool
		var err2 error
		i := 0
		for ; i < len(input) && !done2 && err2 == nil; i++ {
			h2, _, done2, err2 = byteByByte.Feed(input[i : i+1])
		}
		if done != done2 || (err == nil) != (err2 == nil) || !reflect.DeepEqual(h, h2) {
			t.Fatalf("%q at once: %+v, %v, %v; byte by byte: %+v, %v, %v", input, h, done, err, h2, done2, err2)
		}
		if !done {
			return
		}
		if len(rest) != len(input)-i {
			t.Fatalf("%q: %d bytes are left at once, %d byte by byte", input, len(rest), len(input)-i)
		}
		// What was understood can be sent, and is understood as the same.
		b, err := h.Append(nil, 2)
		if err != nil {
			return // a checksum of its own would have to be computed anew
		}
		var again Parser
		h3, _, done, err := again.Feed(b)
		if !done || !reflect.DeepEqual(h3.Source, h.Source) && !h.Local || h3.Family != h.Family && !h.Local {
			if !hasSum(h) {
				t.Fatalf("%+v was sent as %q and is %+v, %v, %v", h, b, h3, done, err)
			}
		}
	})
}

func hasSum(h Header) bool {
	for _, t := range h.TLVs {
		if t.Type == TypeCRC32C {
			return true
		}
	}
	return false
}
