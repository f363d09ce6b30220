//go:build interop

package interop

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"ravel/core"
	"ravel/transports/haproxy"
	"ravel/transports/native"
)

// relay is a haproxy between two ravels: it takes a header of either version, and passes it on as one of
// version 1 on its first port and as one of version 2, with a checksum, on its second.
const relay = `global
    maxconn 64
defaults
    mode tcp
    timeout connect 5s
    timeout client 10s
    timeout server 10s
listen one
    bind fd@3 accept-proxy
    server behind %[1]s send-proxy
listen two
    bind fd@4 accept-proxy
    server behind %[1]s send-proxy-v2 proxy-v2-options crc32c
`

// startRelay runs it in front of a server, on ports that it inherits, and returns these.
func startRelay(t *testing.T, behind string) (ports []string) {
	t.Helper()
	program, err := exec.LookPath("haproxy")
	if err != nil {
		t.Fatalf("haproxy is needed for this spec and not installed: apt-get install haproxy (%v)", err)
	}
	config := filepath.Join(t.TempDir(), "haproxy.cfg")
	if err := os.WriteFile(config, fmt.Appendf(nil, relay, behind), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	c := exec.CommandContext(ctx, program, "-db", "-f", config)
	for range 2 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		f, err := l.(*net.TCPListener).File()
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		defer l.Close() // the relay has its own copy, so who connects before it is up waits in its queue
		c.ExtraFiles, ports = append(c.ExtraFiles, f), append(ports, l.Addr().String())
	}
	log, err := os.Create(config + ".log")
	if err != nil {
		t.Fatal(err)
	}
	c.Stdout, c.Stderr = log, log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		c.Wait()
		if said, err := os.ReadFile(log.Name()); t.Failed() {
			t.Logf("haproxy said %q (%v)", said, err)
		}
		log.Close()
	})
	return ports
}

// telling answers the first byte with what the header has told, and leaves.
type telling struct{ core.Base }

func (p *telling) DataReceived([]byte) {
	behind, _ := core.TransportFacet[haproxy.HeaderTransport](p.Transport)
	h := behind.ProxyHeader()
	var types []byte
	for _, tlv := range h.TLVs {
		types = append(types, tlv.Type)
	}
	fmt.Fprintf(p.Transport, "%v %v %v %x", h.Family, p.Transport.RemoteAddr(), p.Transport.LocalAddr(), types)
	p.Transport.LoseConnection()
}

// asking writes a byte and keeps the answer.
type asking struct {
	core.Base
	answer []byte
	lost   func(answer string, reason error)
}

func (p *asking) ConnectionMade(t core.Transport) { t.Write([]byte("?")) }
func (p *asking) DataReceived(b []byte)           { p.answer = append(p.answer, b...) }
func (p *asking) ConnectionLost(reason error)     { p.lost(string(p.answer), reason) }

func TestHAProxyBothWays(t *testing.T) {
	r, err := native.Open(native.Config{NoSignals: true})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	server := core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &telling{}, nil })
	l, err := r.ListenTCP("127.0.0.1:0", haproxy.Server(r, server, haproxy.Config{
		Rejected: func(peer net.Addr, err error) { t.Errorf("a header of %v was rejected: %v", peer, err) },
	}))
	if err != nil {
		t.Fatal(err)
	}
	clients := []haproxy.Header{
		{Family: haproxy.TCP4, Source: netip.MustParseAddrPort("198.51.100.7:5000"), Destination: netip.MustParseAddrPort("203.0.113.9:443")},
		{Family: haproxy.TCP6, Source: netip.MustParseAddrPort("[2001:db8::7]:5000"), Destination: netip.MustParseAddrPort("[2001:db8::9]:443")},
	}
	var got, want []string
	left := 0
	for port, at := range startRelay(t, l.Addr().String()) {
		for version := 1; version <= 2; version++ {
			for _, h := range clients {
				name := fmt.Sprintf("version %d, then version %d: ", version, port+1)
				types := [...]string{"", "03"}[port] // the checksum
				want = append(want, fmt.Sprintf("%s%v %v %v %s", name, h.Family, h.Source, h.Destination, types))
				left++
				client := core.FactoryFunc(func(net.Addr) (core.Protocol, error) {
					return &asking{lost: func(answer string, reason error) {
						got = append(got, name+answer)
						if left--; left == 0 {
							r.Stop()
						}
					}}, nil
				})
				if _, err := r.ConnectTCP(at, haproxy.Client(client, version, func(core.Transport) haproxy.Header { return h })); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := r.Run(ctx); err != nil {
		t.Fatalf("%v, with %d connections open", err, left)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("the servers saw\n%q\nwant\n%q", got, want)
	}
}
