package portable

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync"
	"syscall"
	"time"

	"ravel/core/port"
	"ravel/transports/blocking"
)

// A datagram is a UDP socket, with a goroutine that receives ahead.
type datagram struct {
	blocking.Sock
	set       *blocking.Set
	conn      *net.UDPConn
	c         port.DatagramConfig
	at        netip.AddrPort // where conn is bound
	connected bool
	// broadcasts: sending to broadcast addresses is allowed.
	broadcasts bool
	queue      []packet
	bytes      int // in queue
	room       *sync.Cond
}

// A packet is one datagram, or an error that came instead.
type packet struct {
	b    []byte
	from netip.AddrPort
	err  error
}

// Datagram opens a UDP socket; an IPv6 one takes IPv6 alone. UNIX sockets are port.ErrUnsupported.
func (p *Port) Datagram(c port.DatagramConfig) (port.Datagram, error) {
	if c.UNIX || c.At.Path != "" {
		return nil, port.ErrUnsupported
	}
	c.MaxPacket = max(1, c.MaxPacket)
	d := &datagram{c: c, room: sync.NewCond(p.set), set: p.set}
	d.Join(p.set, port.Addr{})
	conn, err := d.open(c.At.AddrPort)
	if err != nil {
		return nil, err
	}
	if err := p.set.Enter(d); err != nil {
		conn.Close()
		return nil, err
	}
	p.set.Lock()
	defer p.set.Unlock()
	d.begin(conn)
	return d, nil
}

func (d *datagram) open(at netip.AddrPort) (*net.UDPConn, error) {
	var lc net.ListenConfig
	if d.c.ReuseAddr {
		lc.Control = shared(false)
	}
	at = blocking.Unmapped(at)
	conn, err := lc.ListenPacket(context.Background(), version("udp", at), at.String())
	if err != nil {
		return nil, blocking.Opening("bind", err)
	}
	return conn.(*net.UDPConn), nil
}

// begin makes conn the socket. It is called with mu held.
func (d *datagram) begin(conn *net.UDPConn) {
	d.conn = conn
	d.at = conn.LocalAddr().(*net.UDPAddr).AddrPort()
	d.Bound(blocking.Address(conn.LocalAddr()))
	setBroadcast(conn, d.broadcasts) // net has it on; where that cannot be changed it stays so
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
func (d *datagram) receive(conn *net.UDPConn) {
	t := d.set
	buf := make([]byte, d.c.MaxPacket)
	for {
		n, from, err := conn.ReadFromUDPAddrPort(buf)
		t.Lock()
		if d.Closed() || d.conn != conn {
			t.Unlock()
			return
		}
		pk := packet{from: blocking.Unmapped(from)}
		if err != nil && !cut(err) {
			pk.err = blocking.Fault(err)
		} else {
			pk.b = append(make([]byte, 0, n), buf[:n]...)
		}
		d.queue = append(d.queue, pk)
		d.bytes += n
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
	return pk.b, port.Addr{AddrPort: pk.from}, pk.err
}

// SendTo sends one datagram. It waits for the system's buffer for sendPatience at most.
func (d *datagram) SendTo(b []byte, to port.Addr) error {
	if d.conn == nil || d.Closed() { // the loop alone changes them
		return port.ErrClosed
	}
	d.conn.SetWriteDeadline(time.Now().Add(sendPatience))
	var err error
	switch {
	case d.connected:
		_, err = d.conn.Write(b)
	case !to.AddrPort.IsValid():
		return syscall.ENOTCONN
	default:
		_, err = d.conn.WriteToUDPAddrPort(b, blocking.Unmapped(to.AddrPort))
	}
	return blocking.Fault(err)
}

// Broadcast reports SO_BROADCAST.
func (d *datagram) Broadcast() (bool, error) {
	if d.Closed() {
		return false, port.ErrClosed
	}
	return broadcast(d.conn)
}

// SetBroadcast sets SO_BROADCAST. Where net does not let go of it, it is on and off is port.ErrUnsupported.
func (d *datagram) SetBroadcast(on bool) error {
	if d.Closed() {
		return port.ErrClosed
	}
	if err := setBroadcast(d.conn, on); err != nil {
		return blocking.Opening("setsockopt", err)
	}
	d.broadcasts = on
	return nil
}

// Connect opens the socket anew: net has no other way to fix the peer. What was received before stays.
func (d *datagram) Connect(to port.Addr) error {
	d.set.Lock()
	defer d.set.Unlock()
	if d.Closed() {
		return port.ErrClosed
	}
	old, at := d.conn, d.at
	d.conn = nil
	old.Close()
	d.room.Signal()
	var dialer net.Dialer
	if d.c.ReuseAddr {
		dialer.Control = shared(false)
	}
	dialer.LocalAddr = net.UDPAddrFromAddrPort(at)
	conn, err := dialer.Dial(version("udp", at), blocking.Unmapped(to.AddrPort).String())
	if err == nil {
		d.connected = true
		d.begin(conn.(*net.UDPConn))
		return nil
	}
	back, failed := d.open(at)
	if failed != nil {
		return errors.Join(blocking.Opening("connect", err), failed)
	}
	d.begin(back)
	return blocking.Opening("connect", err)
}

// Close closes the socket. What nobody has received is lost.
func (d *datagram) Close(bool) {
	d.set.Lock()
	defer d.set.Unlock()
	if !d.Shut(d) {
		return
	}
	if d.conn != nil {
		d.conn.Close()
	}
	d.queue = nil
	d.room.Signal()
}
