//go:build darwin || freebsd || linux

package portable

import (
	"math"
	"runtime"
	"time"

	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/blocking"
	"ravel/transports/sys"
)

var _ port.Watcher = (*Port)(nil)

// sweepMax is how many watched descriptors one Wait looks at to find those that their owner has closed.
const sweepMax = 8

// A watchSet is the descriptors of others that a Port watches. While there are any, Wait asks the system about
// all of them with poll(2), and sleeps in it. It belongs to the goroutine of Wait; wake does not.
type watchSet struct {
	all    []*watched
	at     int // who is looked at next
	polled []unix.PollFd
	of     []*watched // whose each of polled but the first is
	// the pipe that ends a poll; 0, 0 until something is watched
	wakeRead, wakeWrite int
}

// A watched is a descriptor of somebody else.
type watched struct {
	blocking.Sock
	port *Port
	fd   int
	file sys.File
	want port.Interest
	gone bool
}

// Watch watches fd. The OpError is EBADF for no descriptor, EEXIST for one that this Port watches.
func (p *Port) Watch(fd int) (port.Watched, error) {
	file, err := sys.Identify(fd)
	if err != nil {
		return nil, &port.OpError{Op: "watch", Err: err}
	}
	for _, w := range p.watches.all {
		if w.fd == fd && !w.Gone() {
			return nil, &port.OpError{Op: "watch", Err: unix.EEXIST}
		}
	}
	w := &watched{port: p, fd: fd, file: file}
	w.Join(p.set, port.Addr{})
	if err := p.set.Enter(w); err != nil {
		return nil, err
	}
	if err := p.watches.open(); err != nil {
		w.Close(false)
		return nil, &port.OpError{Op: "pipe", Err: err}
	}
	p.watches.all = append(p.watches.all, w)
	return w, nil
}

// Want replaces what the owner wants to be told of.
func (w *watched) Want(i port.Interest) {
	w.want = i
	w.Sock.Want(i)
}

// Gone is true if the descriptor was closed, also if its number leads to another file by now.
func (w *watched) Gone() bool {
	if !w.gone {
		file, err := sys.Identify(w.fd)
		w.gone = err != nil || file != w.file
	}
	return w.gone
}

// Close ends the watching.
func (w *watched) Close(bool) {
	p := w.port
	p.set.Lock()
	defer p.set.Unlock()
	if !w.Shut(w) {
		return
	}
	ws := &p.watches
	for i, other := range ws.all {
		if other == w {
			last := len(ws.all) - 1
			ws.all[i], ws.all[last] = ws.all[last], nil
			ws.all = ws.all[:last]
			return
		}
	}
}

func (ws *watchSet) open() error {
	if ws.wakeWrite != 0 {
		return nil
	}
	var fds [2]int
	if err := unix.Pipe(fds[:]); err != nil {
		return err
	}
	for _, fd := range fds {
		unix.CloseOnExec(fd)
		unix.SetNonblock(fd, true)
	}
	ws.wakeRead, ws.wakeWrite = fds[0], fds[1]
	return nil
}

// close gives the pipe back.
func (ws *watchSet) close() {
	if ws.wakeWrite != 0 {
		unix.Close(ws.wakeRead)
		unix.Close(ws.wakeWrite)
		ws.wakeRead, ws.wakeWrite = 0, 0
	}
}

// any reports whether something is watched.
func (ws *watchSet) any() bool { return len(ws.all) > 0 }

// wake ends a poll that sleeps. Any goroutine may call it.
func (ws *watchSet) wake() { unix.Write(ws.wakeWrite, []byte{0}) } // a full pipe wakes as well

// poll asks the system about what is wanted, and waits up to timeout, negative for ever, for any of it. It is
// called without the lock.
func (ws *watchSet) poll(timeout time.Duration) {
	ws.polled = append(ws.polled[:0], unix.PollFd{Fd: int32(ws.wakeRead), Events: unix.POLLIN})
	ws.of = ws.of[:0]
	for _, w := range ws.all {
		if w.want != 0 && !w.gone {
			ws.polled = append(ws.polled, unix.PollFd{Fd: int32(w.fd), Events: events(w.want)})
			ws.of = append(ws.of, w)
		}
	}
	if timeout != 0 {
		runtime.Gosched() // with one P others only run when the scheduler notices that this one sleeps
	}
	n, err := unix.Poll(ws.polled, milliseconds(timeout))
	if err != nil || n == 0 {
		for i := range ws.polled {
			ws.polled[i].Revents = 0
		}
		return
	}
	if ws.polled[0].Revents != 0 {
		var rest [64]byte
		unix.Read(ws.wakeRead, rest[:])
	}
}

// report makes true what the last poll has found. It is called with the lock held.
func (ws *watchSet) report() {
	for i, w := range ws.of {
		if w.Closed() {
			continue
		}
		revents := ws.polled[i+1].Revents
		if revents&unix.POLLNVAL != 0 {
			w.gone = true
		}
		w.Become(interest(revents))
	}
	for range min(len(ws.all), sweepMax) {
		ws.at = (ws.at + 1) % len(ws.all)
		if w := ws.all[ws.at]; w.Gone() {
			w.Become(port.Read | port.Write | port.Closed) // whoever is told will ask
		}
	}
}

// events is what poll is asked for. A hang-up is told unasked; the peer's half-close is none for who reads or
// writes.
func events(i port.Interest) (e int16) {
	if i&port.Read != 0 {
		e |= unix.POLLIN
	}
	if i&port.Write != 0 {
		e |= unix.POLLOUT
	}
	return e
}

// interest is what a result of poll makes true. What came before a hang-up can still be read.
func interest(revents int16) (i port.Interest) {
	if revents&(unix.POLLERR|unix.POLLHUP|unix.POLLNVAL) != 0 {
		i = port.Closed
	} else if revents&unix.POLLOUT != 0 {
		i = port.Write
	}
	if revents&unix.POLLIN != 0 {
		i |= port.Read
	}
	return i
}

// milliseconds rounds up: rounded down, the last part of a millisecond would be spent spinning.
func milliseconds(d time.Duration) int {
	if d < 0 {
		return -1
	}
	return int(min((d+time.Millisecond-1)/time.Millisecond, math.MaxInt32))
}
