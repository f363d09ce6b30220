// Package datagram is the datagram machine: what a core.DatagramProtocol and its transport mean, over
// whatever port.Port is below. It knows no backend.
//
// The map:
//
//	machine.go      Loop, what a machine asks of the loop; the ports that one machine has open
//	config.go       defaults and named limits
//	socket.go       one port: start, connect, stop, and the order of its callbacks
//	socket_recv.go  a readiness: several datagrams, each guarded, up to a bound
//	socket_send.go  sending now, together with others, or later
//	outbox.go       the queue of datagrams that wait to be sent
//	refusal.go      refusals that the system reports while sending, told in a later callback
//	udp.go          UDP: ListenUDP, and its transport, a core.Broadcaster
//	multicast.go    ListenMulticast, and its transport, a core.MulticastTransport as well
//	unix.go         UNIX: ListenUNIXDatagram, ConnectUNIXDatagram
//	adopt.go        Adopter: AdoptDatagram
//
// A reactor embeds *UDP, *UNIX and *Adopter beside its loop and the stream machine. Where the stream
// machine's types of the same name are embedded too, an alias tells the fields apart:
//
//	type unixDatagrams = datagram.UNIX
//
// # Sending
//
// A datagram is sent inside WriteTo, so that the system's error is WriteTo's, except where datagrams
// that were just received are being answered: then what a UDP port sends leaves in one system call at
// the end of the phase, if the port can. Address and length are checked before in either case; what
// the system refuses later is logged as a failure of the reactor.
//
// A datagram that the system cannot take now waits, in order, and is sent when the socket can be
// written, or after a short delay where the system's readiness says nothing about the receiver's
// (UNIX datagrams to a receiver whose queue is full). StopListening tries once to send what waits; the
// rest is dropped.
//
// # Refusals
//
// An ICMP refusal on a connected port is one ConnectionRefused, wherever the system reports it, and
// the port stays open. A datagram that was turned away because of a refusal of an earlier one is sent
// again, once.
package datagram
