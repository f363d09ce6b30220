package datagram

import "ravel/core/port"

// chunkSize is how much an outbox allocates at a time; what it keeps while empty is one chunk.
const chunkSize = 64 << 10

// outbox is a queue of datagrams in the form that port.BatchSender takes. Each is copied, into chunks
// that are used again once the queue has been empty.
type outbox struct {
	packets [][]byte
	tos     []port.Addr
	head    int
	bytes   int
	chunk   []byte
}

// len is the number of datagrams that wait.
func (o *outbox) len() int { return len(o.packets) - o.head }

// push adds a datagram. p is borrowed until return.
func (o *outbox) push(p []byte, to port.Addr) {
	if o.head > 0 && len(o.packets) == cap(o.packets) {
		o.compact()
	}
	if cap(o.chunk)-len(o.chunk) < len(p) {
		// Packets that wait in the old chunk keep it alive until they have left.
		o.chunk = make([]byte, 0, max(chunkSize, len(p)))
	}
	from := len(o.chunk)
	o.chunk = append(o.chunk, p...)
	o.packets = append(o.packets, o.chunk[from:len(o.chunk):len(o.chunk)])
	o.tos = append(o.tos, to)
	o.bytes += len(p)
}

// front is up to n datagrams from the head, valid until the next push or drop.
func (o *outbox) front(n int) ([][]byte, []port.Addr) {
	n = min(n, o.len())
	return o.packets[o.head : o.head+n], o.tos[o.head : o.head+n]
}

// drop takes n datagrams from the head.
func (o *outbox) drop(n int) {
	for i := o.head; i < o.head+n; i++ {
		o.bytes -= len(o.packets[i])
		o.packets[i], o.tos[i] = nil, port.Addr{}
	}
	o.head += n
	if o.head < len(o.packets) {
		return
	}
	o.packets, o.tos, o.head = o.packets[:0], o.tos[:0], 0
	o.chunk = o.chunk[:0]
	if cap(o.chunk) > chunkSize {
		o.chunk = nil
	}
}

// rotate moves the head behind all others: somebody else's turn.
func (o *outbox) rotate() {
	p, to := o.packets[o.head], o.tos[o.head]
	o.packets[o.head], o.tos[o.head] = nil, port.Addr{}
	o.head++
	if len(o.packets) == cap(o.packets) {
		o.compact()
	}
	o.packets, o.tos = append(o.packets, p), append(o.tos, to)
}

// compact moves what waits to the start of the slices.
func (o *outbox) compact() {
	n := copy(o.packets, o.packets[o.head:])
	copy(o.tos, o.tos[o.head:])
	clear(o.packets[n:])
	clear(o.tos[n:])
	o.packets, o.tos, o.head = o.packets[:n], o.tos[:n], 0
}
