package portable

import (
	"errors"
	"net"
	"sync"
	"syscall"
	"time"

	"ravel/core/port"
	"ravel/transports/blocking"
)

// A packetConn is a socket of net's, of either kind.
type packetConn interface {
	// recv receives one datagram, and waits for it.
	recv(b []byte) (n int, from port.Addr, err error)
	// send sends one datagram; the zero Addr is the connected peer. It may wait until the deadline.
	send(b []byte, to port.Addr) error
	where() port.Addr
	SetWriteDeadline(t time.Time) error
	SyscallConn() (syscall.RawConn, error)
	Close() error
}

// A datagram is a datagram socket, with a goroutine that receives ahead.
type datagram struct {
	blocking.Sock
	set       *blocking.Set
	conn      packetConn
	c         port.DatagramConfig
	connected bool
	queue     []packet
	bytes     int // in queue
	room      *sync.Cond
}

// A packet is one datagram, or an error that came instead.
type packet struct {
	b    []byte
	from port.Addr
	err  error
}

// Datagram opens a datagram socket; an IPv6 one takes IPv6 alone. Where net has no UNIX datagrams they are
// port.ErrUnsupported.
func (p *Port) Datagram(c port.DatagramConfig) (port.Datagram, error) {
	if c.UNIX || c.At.Path != "" {
		if !c.UNIX || c.At.AddrPort.IsValid() {
			return nil, &port.OpError{Op: "bind", Err: syscall.EINVAL}
		}
		conn, err := openGram(c)
		if err != nil {
			return nil, err
		}
		return opened(p.gram(conn, c))
	}
	conn, err := openUDP(c.At.AddrPort, c.ReuseAddr)
	if err != nil {
		return nil, err
	}
	return opened(p.udp(conn, c))
}

func opened(d port.Datagram, err error) (port.Datagram, error) {
	if err != nil {
		return nil, err
	}
	return d, nil
}

// start makes conn d's socket, in p.
func (d *datagram) start(p *Port, conn packetConn, c port.DatagramConfig, as closer) error {
	c.MaxPacket = max(1, c.MaxPacket)
	d.c, d.set, d.room = c, p.set, sync.NewCond(p.set)
	d.Join(p.set, port.Addr{})
	if err := p.set.Enter(as); err != nil {
		conn.Close()
		return err
	}
	p.set.Lock()
	defer p.set.Unlock()
	d.begin(conn)
	return nil
}

// A closer is what a Set closes.
type closer interface{ Close(abort bool) }

// begin makes conn the socket. It is called with the lock held.
func (d *datagram) begin(conn packetConn) {
	d.conn = conn
	d.Bound(conn.where())
	d.Become(d.Is() | port.Write)
	d.queueUp()
	go d.receive(conn)
}

func (d *datagram) queueUp() {
	if len(d.queue) > 0 {
		d.Become(d.Is() | port.Read)
	} else {
		d.Become(d.Is() &^ port.Read)
	}
}

// receive is the goroutine that receives ahead from conn, for as long as that is the socket.
func (d *datagram) receive(conn packetConn) {
	t := d.set
	buf := make([]byte, d.c.MaxPacket)
	for {
		n, from, err := conn.recv(buf)
		t.Lock()
		if d.Closed() || d.conn != conn {
			t.Unlock()
			return
		}
		pk := packet{from: from}
		if err != nil && !cut(err) {
			pk.err = blocking.Fault(err)
		} else {
			pk.b = append(make([]byte, 0, n), buf[:n]...)
		}
		d.queue = append(d.queue, pk)
		d.bytes += len(pk.b)
		d.queueUp()
		for !d.Closed() && d.conn == conn && (len(d.queue) >= packetsMax || d.bytes >= packetBytesMax) {
			d.room.Wait()
		}
		t.Unlock()
		if errors.Is(err, net.ErrClosed) {
			return
		}
	}
}

// RecvFrom lends a datagram that was received ahead.
func (d *datagram) RecvFrom() ([]byte, port.Addr, error) {
	d.set.Lock()
	defer d.set.Unlock()
	switch {
	case d.Closed():
		return nil, port.Addr{}, port.ErrClosed
	case len(d.queue) == 0:
		return nil, port.Addr{}, port.ErrWouldBlock
	}
	pk := d.queue[0]
	d.queue[0] = packet{}
	d.queue = d.queue[1:]
	d.bytes -= len(pk.b)
	d.queueUp()
	d.room.Signal()
	return pk.b, pk.from, pk.err
}

// SendTo sends one datagram. It waits for the system's buffer for sendPatience at most.
func (d *datagram) SendTo(b []byte, to port.Addr) error {
	switch {
	case d.conn == nil || d.Closed(): // the loop alone changes them
		return port.ErrClosed
	case to == port.Addr{} && !d.connected:
		return syscall.ENOTCONN
	case d.connected:
		to = port.Addr{}
	}
	d.conn.SetWriteDeadline(time.Now().Add(sendPatience))
	return blocking.Fault(d.conn.send(b, to))
}

// end closes the socket, which entered the Set as as. What nobody has received is lost.
func (d *datagram) end(as closer) {
	d.set.Lock()
	defer d.set.Unlock()
	if !d.Shut(as) {
		return
	}
	if d.conn != nil {
		d.conn.Close()
	}
	d.queue = nil
	d.room.Signal()
}
