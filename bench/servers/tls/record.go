//go:build linux

package main

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

const (
	headerLen = 5
	// overhead is what a record has beside its plaintext: the header, the type and the tag.
	overhead  = headerLen + 1 + 16
	recordMax = 1 << 14
)

// A half is one direction of a TLS 1.3 connection with TLS_AES_128_GCM_SHA256, behind the handshake. The load has
// a record layer of its own so that it costs less than what it measures: a load that is slower than the servers
// would measure itself.
type half struct {
	aead  cipher.AEAD
	iv    [12]byte
	nonce [12]byte
	seq   uint64
}

// newHalf has the keys of secret, by RFC 8446, 7.3.
func newHalf(secret []byte) (*half, error) {
	key, err := expand(secret, "key", 16)
	if err != nil {
		return nil, err
	}
	iv, err := expand(secret, "iv", 12)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	h := &half{}
	copy(h.iv[:], iv)
	h.aead, err = cipher.NewGCM(block)
	return h, err
}

// expand is HKDF-Expand-Label without a context (RFC 8446, 7.1).
func expand(secret []byte, label string, n int) ([]byte, error) {
	label = "tls13 " + label
	info := append([]byte{byte(n >> 8), byte(n), byte(len(label))}, label...)
	return hkdf.Expand(sha256.New, secret, string(append(info, 0)), n)
}

// next is the nonce of the next record (RFC 8446, 5.3).
func (h *half) next() []byte {
	h.nonce = h.iv
	tail := h.nonce[4:]
	binary.BigEndian.PutUint64(tail, binary.BigEndian.Uint64(tail)^h.seq)
	h.seq++
	return h.nonce[:]
}

// seal appends to out the record of p, which is borrowed and at most recordMax long.
func (h *half) seal(out, p []byte) []byte {
	n := len(p) + 1 + h.aead.Overhead()
	at := len(out)
	out = append(out, 23, 3, 3, byte(n>>8), byte(n))
	out = append(append(out, p...), 23)
	return h.aead.Seal(out[:at+headerLen], h.next(), out[at+headerLen:], out[at:at+headerLen])
}

var errRecord = errors.New("a record that is no application data")

// open is the plaintext of a whole record, in its place.
func (h *half) open(record []byte) ([]byte, error) {
	body := record[headerLen:]
	p, err := h.aead.Open(body[:0], h.next(), body, record[:headerLen])
	if err != nil {
		return nil, err
	}
	if len(p) == 0 || p[len(p)-1] != 23 {
		return nil, errRecord
	}
	return p[:len(p)-1], nil
}

// secrets are what a handshake's KeyLogWriter is given, by label.
type secrets map[string][]byte

func (s secrets) Write(line []byte) (int, error) {
	f := strings.Fields(string(line))
	if len(f) != 3 {
		return 0, fmt.Errorf("a key log of %d fields", len(f))
	}
	secret, err := hex.DecodeString(f[2])
	s[f[0]] = secret
	return len(line), err
}
