package main

import (
	"context"
	"encoding/json"
	"expvar"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"net/netip"
	"time"

	"ravel/core"
	"ravel/core/loop"
	tree "ravel/core/service"
	"ravel/transports/native"
)

const (
	// sightPatience is how long the loop may take to answer before it is said to be stuck.
	sightPatience = time.Second
	// debugHeaderPatience is how long a client may take to ask.
	debugHeaderPatience = 10 * time.Second
)

// A sight is what the loop does, for people and programs. Times are in seconds.
type sight struct {
	Backend      string  `json:"backend"`
	Turns        uint64  `json:"turns"`
	Posted       uint64  `json:"posted"`
	Timed        uint64  `json:"timed"`
	Ready        uint64  `json:"ready"`
	Ended        uint64  `json:"ended"`
	Failures     uint64  `json:"failures"`
	Slow         uint64  `json:"slow"`
	PostsWaiting int     `json:"posts_waiting"`
	DelayedCalls int     `json:"delayed_calls"`
	Busy         float64 `json:"busy"`
	BusyMax      float64 `json:"busy_max"`
	Waiting      float64 `json:"waiting"`
	Lag          float64 `json:"lag"`
	LagMax       float64 `json:"lag_max"`
	Connections  uint64  `json:"connections"`
	Made         uint64  `json:"connections_made"`
	Ports        int     `json:"ports"`
	Received     uint64  `json:"bytes_received"`
	Sent         uint64  `json:"bytes_sent"`

	DatagramsReceived uint64 `json:"datagrams_received"`
	DatagramsSent     uint64 `json:"datagrams_sent"`
	// Stuck is what there is to say when the loop does not answer.
	Stuck string `json:"stuck,omitempty"`
}

func newSight(backend string, l loop.Stats) sight {
	return sight{
		Backend: backend, Turns: l.Turns, Posted: l.Posted, Timed: l.Timed, Ready: l.Ready, Ended: l.Ended,
		Failures: l.Failures, Slow: l.Slow, PostsWaiting: l.PostsWaiting, DelayedCalls: l.DelayedCalls,
		Busy: l.Busy.Seconds(), BusyMax: l.BusyMax.Seconds(), Waiting: l.Waiting.Seconds(),
		Lag: l.Lag.Seconds(), LagMax: l.LagMax.Seconds(),
		Connections: l.Connections, Made: l.Made, Ports: l.Ports, Received: l.Received, Sent: l.Sent,
		DatagramsReceived: l.DatagramsReceived, DatagramsSent: l.DatagramsSent,
	}
}

// A debug is a service that shows over HTTP what the loop does. It runs on goroutines of its own, beside the
// loop: a loop that is stuck can be looked at too.
type debug struct {
	tree.Base
	r    *native.Reactor
	addr string
	out  io.Writer
	log  *slog.Logger
	// patience is sightPatience.
	patience time.Duration

	listener net.Listener
	server   *http.Server
}

func newDebug(r *native.Reactor, addr string, out io.Writer, log *slog.Logger) *debug {
	return &debug{r: r, addr: addr, out: out, log: log, patience: sightPatience}
}

// debugAddr reads an address to show things on. Without a host it is this host's alone.
func debugAddr(addr string) (netip.AddrPort, error) {
	return core.ParseAddrPort(addr, netip.AddrFrom4([4]byte{127, 0, 0, 1}))
}

func (d *debug) PrivilegedStart() error {
	at, err := debugAddr(d.addr)
	if err != nil {
		return err
	}
	if d.listener, err = net.Listen("tcp", at.String()); err != nil {
		return fmt.Errorf("--debug-listen: %w", err)
	}
	if !at.Addr().IsLoopback() {
		d.log.Warn("--debug-listen shows the inside of this process to other hosts", "addr", d.listener.Addr().String())
	}
	return nil
}

func (d *debug) Start() error {
	if err := d.Base.Start(); err != nil {
		return err
	}
	d.server = &http.Server{
		Handler: d.handler(), ReadHeaderTimeout: debugHeaderPatience,
		ErrorLog: slog.NewLogLogger(d.log.Handler(), slog.LevelWarn),
	}
	go d.server.Serve(d.listener) // http.ErrServerClosed, after Stop
	fmt.Fprintf(d.out, "debug listening on http://%s/\n", d.listener.Addr())
	return nil
}

func (d *debug) Stop() *core.Deferred[struct{}] {
	stopped := d.Base.Stop()
	if d.server == nil {
		d.listener.Close()
	} else {
		d.server.Close()
	}
	d.listener, d.server = nil, nil
	return stopped
}

func (d *debug) handler() http.Handler {
	if expvar.Get("ravel") == nil {
		expvar.Publish("ravel", expvar.Func(func() any { return d.look(context.Background()) }))
	}
	m := http.NewServeMux()
	m.HandleFunc("/debug/pprof/", pprof.Index)
	m.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	m.HandleFunc("/debug/pprof/profile", pprof.Profile)
	m.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	m.HandleFunc("/debug/pprof/trace", pprof.Trace)
	m.Handle("/debug/vars", expvar.Handler())
	m.HandleFunc("/{$}", d.index)
	return m
}

func (d *debug) index(w http.ResponseWriter, q *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.Encode(d.look(q.Context()))
	fmt.Fprint(w, "\n/debug/vars           the same, with memory, for programs\n/debug/pprof/         profiles; goroutine?debug=2 shows where each goroutine is\n")
}

// look asks the loop, from another goroutine.
func (d *debug) look(ctx context.Context) sight {
	seen := make(chan sight, 1)
	d.r.Post(func() { seen <- newSight(d.r.Backend(), d.r.Stats()) })
	patience := time.NewTimer(d.patience)
	defer patience.Stop()
	select {
	case s := <-seen:
		return s
	case <-ctx.Done():
	case <-patience.C:
	}
	return sight{Backend: d.r.Backend(), Stuck: fmt.Sprintf("the loop has not answered for %v", d.patience)}
}
