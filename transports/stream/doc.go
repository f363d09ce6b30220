// Package stream is the one machine for everything that carries bytes in order: TCP and UNIX connections,
// the ports they are accepted on and the connectors that dial them, on any [port.Port].
//
// A reactor makes one [Machine] for its loop and embeds the facets that its system has; they share the
// machine, and with it the count of each factory's uses:
//
//	m := stream.New(l)
//	r := &Reactor{Loop: l, TCP: stream.NewTCP(m), UNIX: stream.NewUNIX(m), Adopter: stream.NewAdopter(m)}
//
// The map:
//
//	machine.go          Machine: what is shared, and the end of everything at shutdown
//	tcp.go unix.go      the facets: addresses and configurations in, listeners and connectors out
//	serve.go            Streams, Listeners and dialling that others make
//	adopt.go            sockets that were opened elsewhere
//	listener.go         a port: accepting, turning away, pausing when descriptors run out
//	connector.go        a dialled connection: timeout, failure, loss, and again
//	state.go            the table of a connection's states
//	conn.go             a connection: birth, readiness, addresses
//	conn_recv.go        what the peer sends, its end, and input that nobody wants any more
//	conn_pause.go       reading held back, and the stash of what had to be read meanwhile
//	conn_send.go        what is written: coalesced by turn if small, straight through if large
//	conn_close.go       both ways of half-closing, LoseConnection, AbortConnection, the end
//	conn_produce.go     push and pull producers
//	conn_descriptors.go file descriptors over UNIX sockets; conn_options.go: TCP's options
//	conn_whole.go       a socket that cannot end one direction
//	outbox.go chunk.go  the bytes that wait, and the pool they wait in
//	conn_log.go         what the log says of a connection
//	guard.go            panics of the user's code
//	errno.go            what the system's errors mean
//
// How a turn looks from here. A connection is told that it is ready, receives once and calls the
// protocol. What the protocol writes is copied into chunks of the machine's pool, and the loop is asked,
// once, for a flush: at the end of the phase all of it leaves in one system call, the chunks go back to
// the pool, and an idle connection holds no buffer. LoseConnection and LoseWriteConnection are carried
// out in the same flush, after what was written. Whatever ends a connection closes its socket at once
// and asks the loop for an ending; ConnectionLost is called there and nowhere else, so it is never
// re-entrant and never comes twice.
package stream
