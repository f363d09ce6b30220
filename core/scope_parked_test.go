package core_test

import (
	"testing"

	"ravel/core"
)

// A guest is parked and notes when it is ended.
type guest struct {
	name    string
	s       *story
	scope   *core.Scope
	parking core.Parking
	again   int
}

func (g *guest) String() string { return g.name }
func (g *guest) End() {
	g.s.note("%s ended", g.name)
	if g.again > 0 {
		g.again--
		g.s.note("parks again: %v", g.scope.Park(&g.parking, g))
	}
}

func TestParked(t *testing.T) {
	var s story
	scope := core.NewScope(core.ScopeConfig{})
	guests := map[string]*guest{}
	for _, name := range []string{"a", "b", "c", "d"} {
		g := &guest{name: name, s: &s, scope: scope}
		guests[name] = g
		wantSame(t, "there is room", scope.Park(&g.parking, g), true)
	}
	names := func() (list []string) {
		for _, p := range scope.Parked() {
			list = append(list, p.String())
		}
		return list
	}
	wantSame(t, "in the order of parking", names(), []string{"a", "b", "c", "d"})
	guests["b"].parking.Unpark()
	guests["b"].parking.Unpark()
	guests["d"].parking.Unpark()
	wantSame(t, "who goes on is not in the list", names(), []string{"a", "c"})
	scope.Park(&guests["b"].parking, guests["b"])
	guests["a"].parking.Unpark()
	wantSame(t, "who parks again is last", names(), []string{"c", "b"})
	guests["c"].again = 1
	scope.Close()
	s.wants(t, "Close ends each, and nobody parks any more", "c ended", "parks again: false", "b ended")
	wantSame(t, "none is left", len(scope.Parked()), 0)
}
