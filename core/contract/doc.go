// Package contract is what core promises, as one table, and a monitor that holds both sides to it.
//
// The table ([Table], docs/contract.md) has machines, states and events. A row says where an event leads
// in a state, that it must never come there, or what must hold when it comes; it has an id and a sentence.
//
// [Watch] puts a monitor between any Protocol and the Transport that it is handed; [WatchFactory] does so
// for every connection of a Factory and follows its connectors; [WatchDatagram] for a datagram port, [WatchProcess] for a process. A
// watched thing has exactly the optional interfaces of what it wraps. What breaks a row is reported as a
// [Violation] and goes through all the same. [Finish] asks for what never came. Slices are lent and
// borrowed through copies that are poisoned when the loan ends, so that who keeps one finds out.
//
// The map:
//
//	table.go         the table: machines, states, events, rows
//	grammar.go       the table as an array to step through
//	violation.go     Violation
//	watch.go         Watch: the callbacks of a Protocol
//	transport.go     the calls of a Transport
//	producer.go      the producer that is registered on one
//	datagram.go      WatchDatagram
//	process.go       WatchProcess
//	factory.go       WatchFactory
//	connector.go     the Connector that a factory is handed
//	facets.go        the optional interfaces that are watched; core/wrap shows each where the watched thing has it
//	markdown.go      Markdown: docs/contract.md
//
// A watched thing belongs to the goroutine of its reactor, and reports on it.
package contract
