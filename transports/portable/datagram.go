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
)

// A datagram is a UDP socket, with a goroutine that receives ahead.
type datagram struct {
	sock
	conn      *net.UDPConn
	c         port.DatagramConfig
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
	d := &datagram{c: c, room: sync.NewCond(&p.mu)}
	d.port = p
	conn, err := d.open(c.At.AddrPort)
	if err != nil {
		return nil, err
	}
	if err := p.enter(d); err != nil {
		conn.Close()
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	d.begin(conn)
	return d, nil
}

func (d *datagram) open(at netip.AddrPort) (*net.UDPConn, error) {
	var lc net.ListenConfig
	if d.c.ReuseAddr {
		lc.Control = shared(false)
	}
	at = unmapped(at)
	conn, err := lc.ListenPacket(context.Background(), version("udp", at), at.String())
	if err != nil {
		return nil, opening("bind", err)
	}
	return conn.(*net.UDPConn), nil
}

// begin makes conn the socket. It is called with mu held.
func (d *datagram) begin(conn *net.UDPConn) {
	d.conn, d.local = conn, address(conn.LocalAddr())
	setBroadcast(conn, d.broadcasts) // net has it on; where that cannot be changed it stays so
	d.is |= port.Write
	d.queueUp()
	go d.receive(conn)
}

func (d *datagram) queueUp() {
	if len(d.queue) > 0 {
		d.become(d.is | port.Read)
	} else {
		d.become(d.is &^ port.Read)
	}
}

// receive is the goroutine that receives ahead from conn, for as long as that is the socket.
func (d *datagram) receive(conn *net.UDPConn) {
	p := d.port
	buf := make([]byte, d.c.MaxPacket)
	for {
		n, from, err := conn.ReadFromUDPAddrPort(buf)
		p.mu.Lock()
		if d.closed || d.conn != conn {
			p.mu.Unlock()
			return
		}
		pk := packet{from: unmapped(from)}
		if err != nil && !cut(err) {
			pk.err = fault(err)
		} else {
			pk.b = append(make([]byte, 0, n), buf[:n]...)
		}
		d.queue = append(d.queue, pk)
		d.bytes += n
		d.queueUp()
		for !d.closed && d.conn == conn && (len(d.queue) >= packetsMax || d.bytes >= packetBytesMax) {
			d.room.Wait()
		}
		p.mu.Unlock()
		if errors.Is(err, net.ErrClosed) {
			return
		}
	}
}

// RecvFrom lends a datagram that was received ahead.
func (d *datagram) RecvFrom() ([]byte, port.Addr, error) {
	d.port.mu.Lock()
	defer d.port.mu.Unlock()
	switch {
	case d.closed:
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
	if d.conn == nil || d.closed { // the loop alone changes them
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
		_, err = d.conn.WriteToUDPAddrPort(b, unmapped(to.AddrPort))
	}
	return fault(err)
}

// Broadcast reports SO_BROADCAST.
func (d *datagram) Broadcast() (bool, error) {
	if d.closed {
		return false, port.ErrClosed
	}
	return broadcast(d.conn)
}

// SetBroadcast sets SO_BROADCAST. Where net does not let go of it, it is on and off is port.ErrUnsupported.
func (d *datagram) SetBroadcast(on bool) error {
	if d.closed {
		return port.ErrClosed
	}
	if err := setBroadcast(d.conn, on); err != nil {
		return opening("setsockopt", err)
	}
	d.broadcasts = on
	return nil
}

// Connect opens the socket anew: net has no other way to fix the peer. What was received before stays.
func (d *datagram) Connect(to port.Addr) error {
	p := d.port
	p.mu.Lock()
	defer p.mu.Unlock()
	if d.closed {
		return port.ErrClosed
	}
	old, at := d.conn, d.local.AddrPort
	d.conn = nil
	old.Close()
	d.room.Signal()
	var dialer net.Dialer
	if d.c.ReuseAddr {
		dialer.Control = shared(false)
	}
	dialer.LocalAddr = net.UDPAddrFromAddrPort(at)
	conn, err := dialer.Dial(version("udp", at), unmapped(to.AddrPort).String())
	if err == nil {
		d.connected = true
		d.begin(conn.(*net.UDPConn))
		return nil
	}
	back, failed := d.open(at)
	if failed != nil {
		return errors.Join(opening("connect", err), failed)
	}
	d.begin(back)
	return opening("connect", err)
}

// Close closes the socket. What nobody has received is lost.
func (d *datagram) Close(bool) {
	p := d.port
	p.mu.Lock()
	defer p.mu.Unlock()
	if !d.shut() {
		return
	}
	delete(p.open, d)
	if d.conn != nil {
		d.conn.Close()
	}
	d.queue = nil
	d.room.Signal()
}
