package threads_test

import (
	"testing"
	"time"

	"ravel/core"
)

// stops starts the reactor, if it does not run, asks it to stop, and makes one turn.
func (g *rig) stops() {
	g.Helper()
	if err := g.r.Stop(); err != nil {
		g.Fatal(err)
	}
	g.r.Turn()
}

func (g *rig) starts() {
	g.Helper()
	if err := g.r.Start(); err != nil {
		g.Fatal(err)
	}
}

// wantsAlive fails unless the reactor is as far as that in its shutdown.
func (g *rig) wantsAlive(why string, alive bool) {
	g.Helper()
	if g.r.Alive() != alive {
		g.Errorf("%s: alive is %v", why, g.r.Alive())
	}
}

func TestAShutdownWaitsForJobs(t *testing.T) {
	g := newRig(t, core.PoolConfig{Size: 1})
	g.starts()
	g.asks("A", nil)
	g.asks("B", nil)
	g.stops()
	g.runs()
	g.r.Turn()
	g.wantsAlive("one is left", true)
	g.asks("C", nil)
	g.runs()
	g.r.Turn()
	g.wantsAlive("and one that was asked for meanwhile", true)
	g.runs()
	g.wants("all had their time", "A runs", "A: <nil>", "B runs", "B: <nil>", "C runs", "C: <nil>")
	g.r.Turn()
	g.r.Turn()
	g.wantsAlive("then the shutdown goes on", false)
	if n := g.r.Pending(); n != 0 {
		t.Errorf("%d delayed calls are left", n)
	}
	g.asks("D", nil)
	g.wants("a pool that has stopped takes nothing", "D is refused: the thread pool has stopped")
	if !g.pool.Pool().Stopped {
		t.Error("and says so")
	}
	g.starts()
	g.asks("E", nil)
	g.runs()
	g.wants("it starts again with its reactor", "E runs", "E: <nil>")
	g.stops()
	g.wantsAlive("without jobs a shutdown does not wait", false)
}

func TestAfterTheGraceJobsAreGivenUp(t *testing.T) {
	g := newRig(t, core.PoolConfig{Size: 1, Grace: time.Minute})
	g.starts()
	g.asks("A", nil)
	g.asks("B", nil)
	g.stops()
	g.r.Advance(59 * time.Second)
	g.wantsAlive("there is time", true)
	g.wants("nobody is told anything")
	g.r.Advance(time.Second)
	g.wantsAlive("then there is none", false)
	g.wants("those that run and those that wait have failed",
		"interrupted: the thread pool has stopped",
		"A: the thread pool has stopped", "B: the thread pool has stopped")
	g.wantsPool("what runs cannot be stopped", 1, 0)
	g.starts()
	g.asks("C", nil)
	g.wantsPool("and keeps its place in the next run", 1, 1)
	g.runs()
	g.wants("but nobody hears of it", "A runs")
	g.runs()
	g.wants("the next has its place then", "C runs", "C: <nil>")
	g.stops()
}

func TestWithoutGraceAShutdownDoesNotWait(t *testing.T) {
	g := newRig(t, core.PoolConfig{Grace: -1})
	g.quick = true
	g.starts()
	g.asks("A", nil)
	g.stops()
	g.wantsAlive("it is over", false)
	g.wants("the job was given up", "interrupted: the thread pool has stopped", "A: the thread pool has stopped")
}

func TestNobodyWaitsForACancelledJob(t *testing.T) {
	g := newRig(t, core.PoolConfig{})
	g.starts()
	cancel := g.asks("A", nil)
	g.stops()
	g.wantsAlive("it is waited for", true)
	cancel()
	g.r.Turn()
	g.r.Turn()
	g.wantsAlive("and then no more", false)
}

func TestAfterACrashAnotherShutdownWaitsAgain(t *testing.T) {
	g := newRig(t, core.PoolConfig{})
	g.starts()
	g.asks("A", nil)
	g.stops()
	g.r.Crash()
	g.r.Turn()
	g.wantsAlive("the shutdown was cut short", false)
	g.starts()
	g.asks("B", nil)
	g.stops()
	g.runs()
	g.r.Turn()
	g.wantsAlive("one job is left", true)
	g.runs()
	g.r.Turn()
	g.r.Turn()
	g.wantsAlive("none is", false)
}

func TestCloseTellsNobody(t *testing.T) {
	g := newRig(t, core.PoolConfig{Size: 1})
	g.quick = true
	g.asks("A", nil)
	g.asks("B", nil)
	g.r.Close()
	g.wants("contexts end", "interrupted: the thread pool has stopped")
	g.wantsPool("and nothing is left", 0, 0)
}
