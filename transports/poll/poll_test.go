//go:build linux

package poll

import (
	"testing"

	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/posix"
)

// An ear notes how often it was told.
type ear struct{ told int }

func (e *ear) Ready(port.Interest) { e.told++ }

func must(t *testing.T, why string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", why, err)
	}
}

func want[V comparable](t *testing.T, why string, got, want V) {
	t.Helper()
	if got != want {
		t.Fatalf("%s: got %v, want %v", why, got, want)
	}
}

// rig is a Port whose array can be looked at, and n watched ends of pairs that are always ready to be written.
func rig(t *testing.T, n int) (*poller, *posix.Port, []port.Watched, []*ear) {
	t.Helper()
	o := &poller{}
	p, err := posix.New(o)
	must(t, "opening", err)
	t.Cleanup(func() { p.Close() })
	var watched []port.Watched
	var ears []*ear
	for range n {
		fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
		must(t, "a pair", err)
		t.Cleanup(func() { unix.Close(fds[0]); unix.Close(fds[1]) })
		w, err := p.Watch(fds[0])
		must(t, "watching", err)
		e := &ear{}
		w.Attach(e)
		w.Want(port.Write)
		watched, ears = append(watched, w), append(ears, e)
	}
	return o, p, watched, ears
}

func turn(t *testing.T, p *posix.Port, room int) {
	t.Helper()
	ready := make([]port.Ready, room)
	n, err := p.Wait(ready, 0)
	must(t, "Wait", err)
	for _, r := range ready[:n] {
		r.Handler.Ready(r.What)
	}
}

func TestTheArrayHoldsWhoWantsSomething(t *testing.T) {
	o, p, ws, _ := rig(t, 4)
	want(t, "nobody is in it before Wait, but the bell", len(o.fds), 1)
	turn(t, p, 8)
	want(t, "then all who want something are", len(o.fds), 5)
	ws[0].Want(0)
	ws[2].Close(false)
	turn(t, p, 8)
	want(t, "who wants nothing leaves, and who closes", len(o.fds), 3)
	want(t, "as long as the other array", len(o.socks), 3)
	for i, s := range o.socks[1:] {
		want(t, "everybody knows the own place", int(s.Slot), i+1)
		want(t, "which is the own descriptor's", o.fds[s.Slot].Fd, s.Fd())
	}
}

func TestNobodyIsPassedOverForEver(t *testing.T) {
	_, p, _, ears := rig(t, 7)
	for range 7 {
		turn(t, p, 2)
	}
	for _, e := range ears {
		want(t, "with room for two of seven, each is told in turn", e.told, 2)
	}
}

func TestADescriptorThatIsGoneLeavesTheArray(t *testing.T) {
	o, p, ws, ears := rig(t, 3)
	turn(t, p, 8)
	s := o.socks[2]
	must(t, "its owner closes it", unix.Close(int(s.Fd())))
	o.Wait(8, 0)
	want(t, "poll says that it is gone", s.IsGone(), true)
	want(t, "and it is asked about no more", len(o.fds), 3)
	turn(t, p, 8)
	for i, w := range ws {
		want(t, "its Sock knows", w.Gone(), i == 1)
	}
	want(t, "and its owner is told", ears[1].told > 1, true)
}
