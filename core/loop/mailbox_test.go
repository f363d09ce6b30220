package loop

import (
	"sync"
	"testing"
)

func TestPostsOfManyGoroutinesAllArriveInTheirOrder(t *testing.T) {
	const posters, each = 8, 2000
	b := newBench()
	b.world.attended = true
	last := make([]int, posters)
	total := 0
	for p := range posters {
		go func() {
			for i := 1; i <= each; i++ {
				b.Post(func() {
					if last[p] != i-1 {
						t.Errorf("poster %d: call %d came after %d", p, i, last[p])
					}
					last[p] = i
					if total++; total == posters*each {
						_ = b.Stop()
					}
				})
			}
		}()
	}
	b.run(t)
	if total != posters*each {
		t.Errorf("%d calls arrived, want %d", total, posters*each)
	}
}

func TestSleeperIsWokenOnceForManyPosts(t *testing.T) {
	wakes := 0
	m := mailbox{wake: func() { wakes++ }}
	m.post(func() {})
	if wakes != 0 {
		t.Error("a loop that does not sleep was woken")
	}
	if m.sleep() {
		t.Error("it sleeps beside a posted call")
	}
	m.begin()
	for m.next() != nil {
	}
	if !m.sleep() {
		t.Error("it does not sleep though nothing is queued")
	}
	m.post(func() {})
	m.post(func() {})
	m.nudge()
	if wakes != 1 {
		t.Errorf("woken %d times, want once a sleep", wakes)
	}
}

func TestNudgeEndsTheNextSleep(t *testing.T) {
	m := mailbox{wake: func() { t.Error("nobody sleeps") }}
	m.nudge()
	if m.sleep() {
		t.Error("it sleeps after a nudge")
	}
	m.begin()
	if m.waiting() || m.next() != nil {
		t.Error("a nudge is no call")
	}
}

func TestPostBeforeRunWaitsForIt(t *testing.T) {
	b := newBench()
	var posters sync.WaitGroup
	posters.Go(func() { b.Post(b.says("posted")) })
	posters.Wait()
	b.wants(t, "nothing runs by itself")
	b.CallWhenRunning(func() { b.CallLater(0, func() { b.stop(t) }) })
	b.run(t)
	b.wants(t, "it runs in the first turn", "posted")
}

func TestMailboxIsBounded(t *testing.T) {
	m := mailbox{wake: func() {}, queue: make([]func(), postsMax)}
	defer func() {
		if recover() == nil {
			t.Error("no panic past the limit")
		}
		m.nudge() // the lock was released
	}()
	m.post(func() {})
}

func TestMailboxDropsABurstsMemory(t *testing.T) {
	m := mailbox{wake: func() {}}
	for range postsKept + 1 {
		m.post(func() {})
	}
	for range 2 {
		m.begin()
		for m.next() != nil {
		}
		m.post(func() {})
	}
	m.begin()
	if n := max(cap(m.queue), cap(m.taken)); n > postsKept {
		t.Errorf("room for %d calls is kept, want at most %d", n, postsKept)
	}
}

func TestPostNeverReachesAClosedPort(t *testing.T) {
	b := newBench()
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	b.mail.asleep.Store(true) // as if a sleeper had been left behind
	b.Post(b.says("never"))
	select {
	case <-b.world.woken:
		t.Error("a closed port was woken")
	default:
	}
}

func BenchmarkPost(b *testing.B) {
	l := newBench()
	f := func() {}
	b.ReportAllocs()
	for b.Loop() {
		l.Post(f)
		l.runPosted()
	}
}
