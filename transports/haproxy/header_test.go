package haproxy

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"reflect"
	"strings"
	"testing"
)

func TestHeadersGoRound(t *testing.T) {
	for _, h := range []Header{
		{Family: TCP4, Source: ap("1.1.1.1:8080"), Destination: ap("2.2.2.2:80")},
		{Family: TCP6, Source: ap("[::1]:1"), Destination: ap("[fd00::2]:2"), TLVs: []TLV{{TypeALPN, []byte("h2")}, {TypeAuthority, []byte("example.org")}}},
		{Family: UDP4, Source: ap("1.1.1.1:8080"), Destination: ap("2.2.2.2:80")},
		{Family: UDP6, Source: ap("[::1]:1"), Destination: ap("[fd00::2]:2")},
		{Family: UNIXStream, SourcePath: "/run/a", DestinationPath: strings.Repeat("b", unixPath)},
		{Family: UNIXDatagram, SourcePath: "", DestinationPath: "/run/b"},
		{}, {Local: true},
	} {
		for version := 1; version <= 2; version++ {
			b, err := h.Append([]byte("before"), version)
			if version == 1 && (h.Local || h.Family > TCP6 || len(h.TLVs) > 0) {
				if !errors.Is(err, ErrHeader) || string(b) != "before" {
					t.Errorf("%+v as version 1: %q, %v; want a refusal and nothing appended", h, b, err)
				}
				continue
			}
			if err != nil {
				t.Errorf("%+v as version %d: %v", h, version, err)
				continue
			}
			var r Parser
			got, rest, done, err := r.Feed(b[len("before"):])
			if !done || len(rest) != 0 || !reflect.DeepEqual(got, h) {
				t.Errorf("version %d: %+v came back as %+v, %q, %v, %v", version, h, got, rest, done, err)
			}
		}
	}
}

func TestWhatCannotBeSentIsRefused(t *testing.T) {
	for _, h := range []Header{
		{Family: TCP4, Source: ap("[::1]:1"), Destination: ap("1.1.1.1:1")},
		{Family: TCP6, Source: ap("[::1]:1"), Destination: ap("1.1.1.1:1")},
		{Family: TCP4},
		{Family: UNIXStream, SourcePath: strings.Repeat("a", unixPath+1)},
		{TLVs: []TLV{{1, make([]byte, 1<<16)}}},
		{TLVs: []TLV{{1, make([]byte, 40000)}, {1, make([]byte, 40000)}}},
	} {
		if b, err := h.Append([]byte("x"), 2); !errors.Is(err, ErrHeader) || string(b) != "x" {
			t.Errorf("%+v: %d bytes, %v; want a refusal", h, len(b), err)
		}
	}
	if _, err := (Header{}).Append(nil, 3); !errors.Is(err, ErrHeader) {
		t.Errorf("version 3: %v", err)
	}
}

func TestAChecksumIsChecked(t *testing.T) {
	h := Header{Family: TCP4, Source: ap("1.1.1.1:1"), Destination: ap("2.2.2.2:2"), TLVs: []TLV{{TypeCRC32C, make([]byte, 4)}, {TypeNoop, []byte("x")}}}
	b, err := h.Append(nil, 2)
	if err != nil {
		t.Fatal(err)
	}
	at := v2Fixed + 12 + 3
	binary.BigEndian.PutUint32(b[at:], crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)))
	var r Parser
	if _, _, done, err := r.Feed(b); !done {
		t.Fatalf("with the right checksum: %v", err)
	}
	b[at+4+3]++ // the noop's value
	r = Parser{}
	if _, _, _, err := r.Feed(b); !errors.Is(err, ErrHeader) {
		t.Errorf("with a bit changed: %v, want ErrHeader", err)
	}
}
