package kernel

import (
	"net/netip"
	"time"
)

// A Wire is what lies between hosts, and their time.
type Wire interface {
	Now() time.Time
	// Segment returns an empty segment whose Data has n bytes of any content. It is given.
	Segment(n int) *Segment
	// Free takes a segment back.
	Free(s *Segment)
	// Number returns another number each time, never 0.
	Number() uint64
	// Open makes the direction from src, an address of h, to dst of a stream.
	Open(h *Host, src, dst netip.AddrPort) Flow
	// Packet sends the datagram or refusal s from h to the host that has s.Dst; s is given. ways tells
	// how a multicast or broadcast datagram goes: to h itself, to others, or both.
	Packet(h *Host, s *Segment, ways Ways)
	// Alarm rings r once, d from now. It is held by the caller until it rings or is cancelled.
	Alarm(d time.Duration, r Ringer) *Segment
	// Cancel prevents an alarm that has not rung.
	Cancel(alarm *Segment)
	// Wait lets time pass until h has something to do or timeout is over; negative is for ever. It is
	// false if nothing can ever happen any more.
	Wait(h *Host, timeout time.Duration) bool
	// Poll lets happen what is due now, so that a busy host starves nobody.
	Poll(h *Host)
	// Runnable says that h, which is driven, has something to do. It is called once until Host.Turned.
	Runnable(h *Host)
	// Woken says that Wake was called on h. It may be called from any goroutine.
	Woken(h *Host)
	// Local notes n bytes that moved on h without a wire (over a UNIX socket). p is borrowed.
	Local(h *Host, p []byte)
}

// A Flow is one direction of one stream: what is sent on it arrives in order, once, or not at all.
type Flow interface {
	// Send takes s, which is given.
	Send(s *Segment)
	// Take says how many of n bytes the system is in the mood to take at once: 1 to n.
	Take(n int) int
	// Close says that nothing more will be sent. What is under way arrives still.
	Close()
	Src() netip.AddrPort
	Dst() netip.AddrPort
}

// A Ringer is who has an Alarm.
type Ringer interface{ Ring() }

// Ways says where a multicast or broadcast datagram goes.
type Ways uint8

const (
	// Here is the sending host itself.
	Here Ways = 1 << iota
	// There is every other host.
	There
)

// A Kind is what a Segment says.
type Kind uint8

const (
	// Nothing is a cancelled alarm.
	Nothing Kind = iota
	// SYN asks for a connection, SYNACK answers, ACK confirms the answer. Count is the receive buffer.
	SYN
	SYNACK
	ACK
	// DATA carries Data.
	DATA
	// WINDOW says that Count bytes were read.
	WINDOW
	// FIN is the end of stream.
	FIN
	// RST ends the connection at once.
	RST
	// TIMEOUT comes from the wire to a sender whose segments have not got through for too long.
	TIMEOUT
	// PACKET is a datagram.
	PACKET
	// REFUSED says that nobody listens at Src (ICMP port unreachable).
	REFUSED
	// ALARM is an alarm of this host.
	ALARM
)

// A Segment is one thing under way. Who holds it may use Next.
type Segment struct {
	Kind Kind
	// Class is the pool's.
	Class uint8
	// Data is the segment's own.
	Data []byte
	// To and From are the receiver's and the sender's numbers of the connection.
	To, From uint64
	Count    int
	Flow     Flow
	// Host is where a PACKET or REFUSED arrives.
	Host *Host
	// Src and Dst are set in PACKET and REFUSED.
	Src, Dst netip.AddrPort
	// Iface is the interface that a PACKET leaves by, and arrives on.
	Iface  string
	Ringer Ringer
	Next   *Segment

	files []*file // descriptors that travel with the first byte
	path  string  // the sender of a UNIX datagram
}

// Clear makes s blank but for its buffer.
func (s *Segment) Clear() {
	*s = Segment{Class: s.Class, Data: s.Data[:0]}
}

// segments is a queue of segments, read byte by byte or popped whole.
type segments struct {
	head, tail *Segment
	off        int // bytes of head that were read
	bytes, len int // unread bytes, segments
}

func (q *segments) push(s *Segment) {
	s.Next = nil
	if q.tail == nil {
		q.head = s
	} else {
		q.tail.Next = s
	}
	q.tail = s
	q.bytes += len(s.Data)
	q.len++
}

func (q *segments) pop() *Segment {
	s := q.head
	q.head = s.Next
	if q.head == nil {
		q.tail = nil
	}
	s.Next = nil
	q.bytes -= len(s.Data) - q.off
	q.off = 0
	q.len--
	return s
}

// read moves unread bytes of the first segment to p, and reports whether that was the last of it.
func (q *segments) read(p []byte) (n int, whole bool) {
	n = copy(p, q.head.Data[q.off:])
	q.off += n
	q.bytes -= n
	return n, q.off == len(q.head.Data)
}
