//go:build linux

package posix

import (
	"time"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// What the tests, which stand outside so that they can run on every Poller, look at inside.

type (
	Listener   = listener
	TCPStream  = tcpStream
	UNIXStream = unixStream
	UDP        = udp
)

const (
	AcceptSkipMax = acceptSkipMax
	RestFor       = restFor
	SendBatchMax  = sendBatchMax
	PrefetchMax   = prefetchMax
	PrefetchBytes = prefetchBytes
	RecvMax       = recvMax
	IovMax        = iovMax
	PathOffset    = pathOffset
	PassMax       = passMax
	SweepMax      = sweepMax
)

var (
	IsPeersFault = isPeersFault
	AskInterface = askInterface
	ZoneIndex    = zoneIndex
	ZoneName     = zoneName
	Encode       = encode
	Decode       = decode
	Family       = family
	Fault        = fault
	RawRecv      = rawRecv
	RawSend      = rawSend
	SetFlag      = setFlag
)

// Bell is the descriptor that ends a sleep.
func Bell(p *Port) int { return p.bell.fd }

// Flush tells the Poller what has changed, as Wait does.
func Flush(p *Port) { p.flush() }

// PutOff is what becomes of a stream that the system refused to watch.
func PutOff(s port.Stream) {
	t := s.(*tcpStream)
	t.port.putOff(&t.Sock)
}

// Rest has what was put off rest for d from now on.
func Rest(p *Port, d time.Duration) { p.resting = p.Now().Add(d) }

// Patience is how long a Wait of timeout would sleep.
func Patience(p *Port, timeout time.Duration) time.Duration { return p.patience(timeout) }

// SetUnbound forgets that the stream was bound before it was dialled.
func SetUnbound(s port.Stream) { s.(*tcpStream).bound = false }

// SetRecvMax makes another receive buffer.
func SetRecvMax(p *Port, n int) { p.buf = make([]byte, n) }

// Kept is what the last vectored send has left behind.
func Kept(p *Port) unix.Iovec { return p.iov[0] }

// CloseReserve loses the descriptor that is kept for the day when there are none.
func CloseReserve(p *Port) { p.closeReserve() }
