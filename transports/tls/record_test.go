package tls_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	stdtls "crypto/tls"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"testing"

	"ravel/core"
)

// The types of records and of what is in them (RFC 8446, B.1 and B.3).
const (
	typeAlert       = 21
	typeHandshake   = 22
	typeApplication = 23
)

// A forger makes records as its side of a connection would, and others that crypto/tls never would. It knows TLS 1.3
// with TLS_AES_128_GCM_SHA256.
type forger struct {
	t      *testing.T
	keys   keyLog
	below  core.Transport
	secret []byte
	seq    uint64
}

// forging connects s to a client that is played by a forger, once the handshake is done.
func (g *rig) forging(s core.Protocol) *forger {
	g.Helper()
	f := &forger{t: g.T, keys: keyLog{}}
	g.client.KeyLogWriter = f.keys
	c := g.end("C")
	g.connect(s, c)
	state, _ := core.TransportFacet[core.TLSTransport](c.t)
	if suite := state.ConnectionState().CipherSuite; suite != stdtls.TLS_AES_128_GCM_SHA256 {
		g.Skipf("%s was agreed on, which this forger does not know", stdtls.CipherSuiteName(suite))
	}
	f.below, f.secret = below(c), f.keys["CLIENT_TRAFFIC_SECRET_0"]
	return f
}

// record is one of type inside with content, sealed.
func (f *forger) record(inside byte, content []byte) []byte {
	block, err := aes.NewCipher(f.expand("key", 16))
	if err != nil {
		f.t.Fatal(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		f.t.Fatal(err)
	}
	nonce := f.expand("iv", 12)
	binary.BigEndian.PutUint64(nonce[4:], binary.BigEndian.Uint64(nonce[4:])^f.seq)
	f.seq++
	n := len(content) + 1 + aead.Overhead()
	header := []byte{typeApplication, 3, 3, byte(n >> 8), byte(n)}
	return append(header, aead.Seal(nil, nonce, append(content[:len(content):len(content)], inside), header)...)
}

// update is a KeyUpdate, which has its maker's next records under the next key (RFC 8446, 4.6.3).
func (f *forger) update(request byte) []byte {
	record := f.record(typeHandshake, []byte{24, 0, 0, 1, request})
	f.secret, f.seq = f.expand("traffic upd", sha256.Size), 0
	return record
}

func (f *forger) expand(label string, n int) []byte {
	label = "tls13 " + label
	info := append([]byte{0, byte(n), byte(len(label))}, label...)
	p, err := hkdf.Expand(sha256.New, f.secret, string(append(info, 0)), n)
	if err != nil {
		f.t.Fatal(err)
	}
	return p
}

func (f *forger) sends(records ...[]byte) {
	for _, r := range records {
		f.below.Write(r)
	}
}

// A keyLog is what a Config's KeyLogWriter is given, by label.
type keyLog map[string][]byte

func (k keyLog) Write(line []byte) (int, error) {
	f := strings.Fields(string(line))
	secret, err := hex.DecodeString(f[2])
	k[f[0]] = secret
	return len(line), err
}

func TestAForgerIsTakenForThePeer(t *testing.T) {
	g := newRig(t)
	s := g.end("S")
	f := g.forging(s)
	f.sends(f.record(typeApplication, []byte("hello")), f.update(0), f.record(typeApplication, []byte(", again")), f.record(typeAlert, []byte{1, 0}))
	g.settle()
	g.wantThat("its bytes arrive, those under the next key too", string(s.received) == "hello, again")
	g.want("and so does its close_notify", s, "made", "shaken", "data", "lost: done")
	g.over()
}
