package fakes_test

import (
	"errors"
	"log/slog"
	"slices"
	"testing"

	"ravel/fakes"
)

func TestALogKeepsWhatWasLogged(t *testing.T) {
	log := fakes.NewLog()
	l := log.Logger().With("a", 1).WithGroup("conn").With("peer", "10.0.0.1:5")
	l.Info("made", "n", 2, slog.Group("in", "x", 3))
	l.WithGroup("").Debug("quiet", slog.Attr{})
	log.Logger().Error("lost")
	want := []string{
		"INFO made a=1 conn.peer=10.0.0.1:5 conn.n=2 conn.in.x=3",
		"DEBUG quiet a=1 conn.peer=10.0.0.1:5",
		"ERROR lost",
	}
	if got := log.Lines(); !slices.Equal(got, want) {
		t.Errorf("kept %q, want %q", got, want)
	}
	if found := log.Find("made"); len(found) != 1 || found[0].Attr("conn.n") != int64(2) || found[0].Attr("n") != nil {
		t.Errorf("Find(made) = %v", found)
	}
	if log.Take(); len(log.Records()) != 0 || log.Count() != 3 {
		t.Errorf("after Take %d are kept and %d counted, want none and 3", len(log.Records()), log.Count())
	}
}

func TestAReactorsPanicsAreInItsLog(t *testing.T) {
	log := fakes.NewLog()
	r := fakes.NewReactor(fakes.Config{Logger: log.Logger()})
	oops := errors.New("oops")
	r.CallLater(0, func() { panic(oops) })
	r.Turn()
	if found := log.Find("panic"); len(found) != 1 || found[0].Attr("value") != oops || found[0].Attr("in") != "a timed call" {
		t.Errorf("the log has %q, want one panic with its value and place", log.Lines())
	}
}
