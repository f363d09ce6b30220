package fakes_test

import (
	"fmt"
	"net"
	"testing"
	"time"

	"ravel/core"
	"ravel/fakes"
	"ravel/fakes/fabric"
)

// A pinger sends 64 bytes to its peer each time it hears 64 bytes.
type pinger struct {
	core.Base
	first bool
	got   int
}

var ping [64]byte

func (p *pinger) ConnectionMade(t core.Transport) {
	p.Base.ConnectionMade(t)
	if p.first {
		t.Write(ping[:])
	}
}

func (p *pinger) DataReceived(b []byte) {
	for p.got += len(b); p.got >= len(ping); p.got -= len(ping) {
		p.Transport.Write(ping[:])
	}
}

// pingWorld is five nodes that ping each other over links of 2 ms on average.
func pingWorld(seed uint64, link fabric.Link) *fakes.Network {
	n := fakes.NewNetwork(fakes.NetworkConfig{Seed: seed, Links: link})
	var nodes []*fakes.Reactor
	for i := range 5 {
		r := n.Host(fmt.Sprint("node", i), fmt.Sprintf("10.0.0.%d", i+1))
		r.ListenTCP(":7", core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &pinger{}, nil }))
		nodes = append(nodes, r)
	}
	for i, r := range nodes {
		for j := range nodes {
			if i != j {
				r.ConnectTCP(fmt.Sprintf("10.0.0.%d:7", j+1), core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &pinger{first: true}, nil }))
			}
		}
	}
	return n
}

func BenchmarkFiveNodePing(b *testing.B) {
	for _, w := range []struct {
		name string
		link fabric.Link
	}{
		{"fixed", fabric.Link{Latency: fabric.Fixed(2 * time.Millisecond)}},
		{"exponential", fabric.Link{Latency: fabric.Exponential(2 * time.Millisecond)}},
		{"resegment", fabric.Link{Latency: fabric.Exponential(2 * time.Millisecond), Resegment: true}},
	} {
		b.Run(w.name, func(b *testing.B) {
			n := pingWorld(1, w.link)
			if err := n.Run(time.Second); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			b.ResetTimer()
			start, chunks := n.Now(), n.Fabric.Chunks()
			for n.Fabric.Chunks()-chunks < uint64(b.N) {
				if err := n.Run(10 * time.Millisecond); err != nil {
					b.Fatal(err)
				}
			}
			wall := b.Elapsed().Seconds()
			b.ReportMetric(float64(n.Fabric.Chunks()-chunks)/wall, "chunks/s")
			b.ReportMetric(n.Now().Sub(start).Seconds()/wall, "sim_s/s")
		})
	}
}
