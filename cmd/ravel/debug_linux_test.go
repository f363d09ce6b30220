package main

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"ravel/transports/native"
)

func TestALoopThatIsStuckIsSaidToBe(t *testing.T) {
	r, err := native.Open(native.Config{NoSignals: true})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	d := newDebug(r, ":0", io.Discard, slog.New(slog.DiscardHandler))
	d.patience = time.Millisecond
	if s := d.look(t.Context()); s.Stuck != "the loop has not answered for 1ms" || s.Backend != r.Backend() {
		t.Errorf("%+v, want it said that nobody turns this loop", s)
	}
	r.Iterate(0) // what was posted answers nobody, and blocks nobody
	if n := r.Stats().Posted; n != 1 {
		t.Errorf("%d posted calls, want 1", n)
	}
}

func TestTheInsideIsShownWhileTheServiceRuns(t *testing.T) {
	r, err := native.Open(native.Config{NoSignals: true})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var out bytes.Buffer
	d := newDebug(r, ":0", &out, slog.New(slog.DiscardHandler))
	d.patience = time.Millisecond
	if err := d.PrivilegedStart(); err != nil {
		t.Fatal(err)
	}
	if err := d.Start(); err != nil {
		t.Fatal(err)
	}
	url := strings.TrimSpace(strings.TrimPrefix(out.String(), "debug listening on "))
	for path, code := range map[string]int{"": 200, "debug/vars": 200, "debug/pprof/": 200, "nothing": 404} {
		got, err := http.Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		got.Body.Close()
		if got.StatusCode != code {
			t.Errorf("GET /%s: %s, want %d", path, got.Status, code)
		}
	}
	d.Stop()
	if _, err := http.Get(url); err == nil {
		t.Error("it is shown after Stop")
	}
}

func TestOtherHostsAreWarnedOf(t *testing.T) {
	var log bytes.Buffer
	d := newDebug(nil, "0.0.0.0:0", io.Discard, slog.New(slog.NewTextHandler(&log, nil)))
	if err := d.PrivilegedStart(); err != nil {
		t.Fatal(err)
	}
	d.Stop()
	if !strings.Contains(log.String(), "shows the inside of this process to other hosts") {
		t.Errorf("the log says %q, want a warning", log.String())
	}
}
