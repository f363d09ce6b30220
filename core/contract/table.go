package contract

import "slices"

// A Machine is one aspect of what is watched, with states of its own. An event may move several.
type Machine string

const (
	Life        Machine = "the life of a connection"
	Reading     Machine = "reading"
	Descriptors Machine = "descriptors"
	Writing     Machine = "the end of writing"
	Producing   Machine = "the producer"
	Port        Machine = "a datagram port"
	Process     Machine = "a process"
	Uses        Machine = "the uses of a factory"
	Attempts    Machine = "the attempts of a connector"
)

// A State is one of a Machine's.
type State uint8

const (
	Fresh State = iota // Life: before ConnectionMade
	Open
	Losing   // after LoseConnection
	Aborting // after AbortConnection
	Lost

	Flowing // Reading
	Paused
	ReadEnded

	Paid // Descriptors
	Owed // a descriptor came, its bytes have not

	Writable // Writing
	WriteEnding
	WriteEnded

	NoProducer // Producing
	Pushing
	PushPaused
	Pulling

	Unstarted // Port
	Started
	Stopping // after StopListening
	Stopped

	Unspawned // Process
	Alive
	Exited
	Ended

	Unused // Uses
	Used

	Idle // Attempts
	Trying

	stateCount
)

var stateNames = [stateCount]string{
	"fresh", "open", "losing", "aborting", "lost",
	"flowing", "paused", "read ended",
	"paid", "owed",
	"writable", "write ending", "write ended",
	"no producer", "pushing", "push paused", "pulling",
	"unstarted", "started", "stopping", "stopped",
	"unspawned", "alive", "exited", "ended",
	"unused", "used",
	"idle", "trying",
}

func (s State) String() string { return stateNames[s] }

// An Event is a callback or a call.
type Event uint8

const (
	ConnectionMade Event = iota // callbacks of a Protocol
	DataReceived
	DescriptorReceived
	ReadConnectionLost
	WriteConnectionLost
	ConnectionLost

	Write // calls of a Transport
	LoseConnection
	AbortConnection
	LoseWriteConnection
	PauseReading
	ResumeReading
	RegisterPush
	RegisterPull
	UnregisterProducer

	PauseProducing // callbacks of a producer
	ResumeProducing
	StopProducing

	StartProtocol // of a DatagramProtocol and its transport
	DatagramReceived
	ConnectionRefused
	StopProtocol
	StopListening
	StopDone
	WriteTo
	Connect

	ProcessMade // of a ProcessProtocol and its transport
	ChildDataReceived
	ChildConnectionLost
	ProcessExited
	ProcessEnded
	WriteToChild
	SignalProcess

	StartFactory // of a Factory and its connectors
	BuildProtocol
	StopFactory
	StartedConnecting
	ClientConnectionFailed
	ClientConnectionLost
	ConnectorCall

	eventCount
)

var eventNames = [eventCount]string{
	"ConnectionMade", "DataReceived", "DescriptorReceived", "ReadConnectionLost", "WriteConnectionLost", "ConnectionLost",
	"Write", "LoseConnection", "AbortConnection", "LoseWriteConnection", "PauseReading", "ResumeReading",
	"RegisterPush", "RegisterPull", "UnregisterProducer",
	"PauseProducing", "ResumeProducing", "StopProducing",
	"StartProtocol", "DatagramReceived", "ConnectionRefused", "StopProtocol", "StopListening", "done", "WriteTo", "Connect",
	"ConnectionMade of a process", "ChildDataReceived", "ChildConnectionLost", "ProcessExited", "ProcessEnded", "WriteToChild", "SignalProcess",
	"StartFactory", "BuildProtocol", "StopFactory",
	"StartedConnecting", "ClientConnectionFailed", "ClientConnectionLost", "a Connector's methods",
}

func (e Event) String() string { return eventNames[e] }

// A Verdict is what a row says of its events.
type Verdict uint8

const (
	Leads Verdict = iota // to the state To
	Stays                // and may come
	Never                // comes
	Holds                // whenever it comes, what the sentence says
)

// A Row is one sentence of the contract.
type Row struct {
	ID      string
	Of      Machine
	In      []State
	On      []Event
	Verdict Verdict
	To      State // where Leads leads
	Says    string
}

// Table is every row, in the order of ids. The slices are the caller's.
func Table() []Row {
	table := slices.Clone(rows)
	for i := range table {
		table[i].In, table[i].On = slices.Clone(table[i].In), slices.Clone(table[i].On)
	}
	return table
}

type (
	in = []State
	on = []Event
)

// rows is the contract. Within a machine every state has exactly one row for every event that its rows
// without Holds name, but where the event cannot come about: nobody has a fresh connection's Transport
// (or a fresh port's), no done is given before StopListening, and a pull producer cannot be paused.
var rows = []Row{
	{"T-001", Life, in{Fresh}, on{ConnectionMade}, Leads, Open, "ConnectionMade comes first."},
	{"T-002", Life, in{Fresh}, on{DataReceived, DescriptorReceived, ReadConnectionLost, WriteConnectionLost}, Never, 0, "Nothing comes before ConnectionMade."},
	{"T-003", Life, in{Fresh}, on{ConnectionLost}, Never, 0, "ConnectionLost comes only if ConnectionMade did."},
	{"T-004", Life, in{Open, Losing, Aborting, Lost}, on{ConnectionMade}, Never, 0, "ConnectionMade comes once."},
	{"T-005", Life, in{Open}, on{DataReceived, DescriptorReceived, ReadConnectionLost, WriteConnectionLost}, Stays, 0, "Between ConnectionMade and ConnectionLost bytes arrive in any number of calls."},
	{"T-006", Life, in{Open, Losing, Aborting}, on{ConnectionLost}, Leads, Lost, "ConnectionLost comes last."},
	{"T-007", Life, in{Lost}, on{DataReceived, DescriptorReceived, ReadConnectionLost, WriteConnectionLost}, Never, 0, "Nothing comes after ConnectionLost."},
	{"T-008", Life, in{Lost}, on{ConnectionLost}, Never, 0, "ConnectionLost comes once."},
	{"T-009", Life, in{Open}, on{LoseConnection}, Leads, Losing, "LoseConnection ends the connection once everything written has left."},
	{"T-010", Life, in{Losing}, on{DataReceived, DescriptorReceived, ReadConnectionLost}, Never, 0, "After LoseConnection nothing more is read, not even what has arrived."},
	{"T-011", Life, in{Losing}, on{WriteConnectionLost}, Stays, 0, "A half-close that was asked for before LoseConnection may still be told."},
	{"T-012", Life, in{Open, Losing}, on{AbortConnection}, Leads, Aborting, "AbortConnection ends the connection now, also one that is losing."},
	{"T-013", Life, in{Aborting}, on{DataReceived, DescriptorReceived, ReadConnectionLost, WriteConnectionLost}, Never, 0, "After AbortConnection only ConnectionLost comes."},
	{"T-014", Life, in{Losing, Aborting, Lost}, on{LoseConnection}, Stays, 0, "LoseConnection changes nothing on a connection that is ending or has ended."},
	{"T-015", Life, in{Aborting, Lost}, on{AbortConnection}, Stays, 0, "AbortConnection changes nothing on a connection that was aborted or has ended."},
	{"T-016", Life, in{Open, Losing, Aborting, Lost}, on{LoseWriteConnection}, Stays, 0, "LoseWriteConnection ends no connection, and does nothing to one that is ending or has ended."},

	{"T-021", Life, in{Open}, on{DataReceived}, Holds, 0, "DataReceived has at least one byte."},
	{"T-022", Life, in{Open, Losing, Aborting}, on{ConnectionLost}, Holds, 0, "The reason is, for errors.Is, either ErrConnectionDone or ErrConnectionLost."},
	{"T-023", Life, in{Aborting}, on{ConnectionLost}, Holds, 0, "After AbortConnection on a connection that was not ending otherwise the reason is ErrConnectionAborted, or the PanicError of a callback."},
	{"T-024", Life, in{Losing, Aborting, Lost}, on{LoseConnection, AbortConnection, ConnectionLost}, Holds, 0, "Closing is true from LoseConnection, AbortConnection or the loss on."},
	{"T-025", Life, in{Open}, on{ConnectionMade}, Holds, 0, "ConnectionMade has a Transport."},
	{"T-026", Life, in{Open, Lost}, on{ConnectionMade, ConnectionLost}, Holds, 0, "LocalAddr and RemoteAddr are never nil."},
	{"T-027", Life, in{Open, Lost}, on{ConnectionMade, ConnectionLost}, Holds, 0, "LocalAddr and RemoteAddr stay what they were, also after the loss."},
	{"T-028", Life, in{Open, Losing, Aborting, Lost}, on{DataReceived, DescriptorReceived, ReadConnectionLost, WriteConnectionLost, ConnectionLost}, Holds, 0, "A Protocol is never called from inside a call to its Transport."},
	{"T-029", Life, in{Open, Losing, Aborting, Lost}, on{DataReceived, DescriptorReceived, ReadConnectionLost, WriteConnectionLost, ConnectionLost}, Holds, 0, "A Protocol is called once at a time: never from inside another callback."},
	{"T-030", Life, in{Open, Losing, Aborting}, on{ConnectionLost}, Holds, 0, "ConnectionLost has come for every ConnectionMade when the reactor has ended."},

	{"T-101", Reading, in{Flowing}, on{DataReceived, DescriptorReceived}, Stays, 0, "While nothing holds reading back, bytes arrive."},
	{"T-102", Reading, in{Flowing}, on{PauseReading}, Leads, Paused, "PauseReading holds reading back."},
	{"T-103", Reading, in{Paused}, on{DataReceived, DescriptorReceived}, Never, 0, "While reading is paused no byte arrives."},
	{"T-104", Reading, in{Paused}, on{ResumeReading}, Leads, Flowing, "ResumeReading lets reading go on."},
	{"T-105", Reading, in{Flowing, Paused}, on{ReadConnectionLost}, Leads, ReadEnded, "The peer's end of stream is told, while paused as well if no unread byte stands before it."},
	{"T-106", Reading, in{ReadEnded}, on{DataReceived, DescriptorReceived}, Never, 0, "Nothing arrives after the peer's end of stream."},
	{"T-107", Reading, in{ReadEnded}, on{ReadConnectionLost}, Never, 0, "ReadConnectionLost comes once."},
	{"T-108", Reading, in{Paused, ReadEnded}, on{PauseReading}, Stays, 0, "Pausing twice is pausing once, and pausing what has ended is nothing."},
	{"T-109", Reading, in{Flowing, ReadEnded}, on{ResumeReading}, Stays, 0, "Resuming what was not paused, or has ended, is nothing."},

	{"T-121", Descriptors, in{Paid, Owed}, on{DescriptorReceived}, Leads, Owed, "Descriptors come before the bytes that they came with."},
	{"T-122", Descriptors, in{Paid, Owed}, on{DataReceived}, Leads, Paid, "The bytes of a descriptor come next."},
	{"T-123", Descriptors, in{Owed}, on{ReadConnectionLost}, Never, 0, "The bytes of a descriptor come before the end of stream."},
	{"T-124", Descriptors, in{Paid}, on{ReadConnectionLost}, Stays, 0, "The end of stream owes nothing."},

	{"T-201", Writing, in{Writable}, on{LoseWriteConnection}, Leads, WriteEnding, "LoseWriteConnection ends this direction once everything written has left."},
	{"T-202", Writing, in{Writable, WriteEnding}, on{WriteConnectionLost}, Leads, WriteEnded, "WriteConnectionLost comes when it has, or when the peer refuses to read more."},
	{"T-203", Writing, in{WriteEnded}, on{WriteConnectionLost}, Never, 0, "WriteConnectionLost comes once."},
	{"T-204", Writing, in{WriteEnding, WriteEnded}, on{LoseWriteConnection}, Stays, 0, "A direction ends once."},
	{"T-211", Writing, in{Writable}, on{Write}, Holds, 0, "While connected, and not closing, Write returns len(p) and nil; or, to a HalfCloseHandler whose peer refuses to read more, 0 and ErrWriteClosed."},
	{"T-212", Writing, in{WriteEnding, WriteEnded}, on{Write}, Holds, 0, "After LoseWriteConnection, Write returns 0 and ErrWriteClosed."},
	{"T-213", Writing, in{Writable, WriteEnding, WriteEnded}, on{Write}, Holds, 0, "After the loss, Write returns 0 and ErrNotConnected."},
	{"T-214", Writing, in{Writable}, on{Write}, Holds, 0, "While closing, Write returns len(p) and nil, or 0 and ErrNotConnected."},
	{"T-215", Writing, in{Writable, WriteEnding, WriteEnded}, on{Write}, Holds, 0, "A Transport changes nothing in a slice that it borrows."},

	{"T-301", Producing, in{NoProducer}, on{RegisterPush}, Leads, Pushing, "A push producer may be registered where there is none."},
	{"T-302", Producing, in{NoProducer}, on{RegisterPull}, Leads, Pulling, "A pull producer may be registered where there is none."},
	{"T-303", Producing, in{Pushing, PushPaused, Pulling}, on{RegisterPush, RegisterPull}, Stays, 0, "A second producer is refused and nothing changes."},
	{"T-304", Producing, in{Pushing}, on{PauseProducing}, Leads, PushPaused, "A push producer is paused when more waits than the high-water mark."},
	{"T-305", Producing, in{PushPaused}, on{PauseProducing}, Never, 0, "A push producer is paused once each time."},
	{"T-306", Producing, in{PushPaused}, on{ResumeProducing}, Leads, Pushing, "It is resumed when nothing waits any more."},
	{"T-307", Producing, in{Pushing}, on{ResumeProducing}, Never, 0, "A push producer is resumed only if it was paused."},
	{"T-308", Producing, in{Pulling}, on{ResumeProducing}, Stays, 0, "A pull producer is asked for one piece at a time."},
	{"T-309", Producing, in{Pushing, PushPaused, Pulling}, on{StopProducing}, Leads, NoProducer, "StopProducing is a producer's last call: when its direction has ended, or before ConnectionLost."},
	{"T-310", Producing, in{NoProducer}, on{PauseProducing, ResumeProducing, StopProducing}, Never, 0, "A producer that was stopped, unregistered or refused is never called."},
	{"T-311", Producing, in{Pushing, PushPaused, Pulling}, on{UnregisterProducer}, Leads, NoProducer, "UnregisterProducer lets the producer go."},
	{"T-312", Producing, in{NoProducer}, on{UnregisterProducer}, Stays, 0, "Without a producer, UnregisterProducer does nothing."},
	{"T-313", Producing, in{Pushing, PushPaused, Pulling}, on{ConnectionLost}, Never, 0, "StopProducing comes before ConnectionLost."},
	{"T-314", Producing, in{NoProducer}, on{ConnectionLost}, Stays, 0, "Without a producer nobody is stopped."},
	{"T-321", Producing, in{Pushing, PushPaused, Pulling}, on{RegisterPush, RegisterPull}, Holds, 0, "A second producer is refused with ErrProducerRegistered."},
	{"T-322", Producing, in{NoProducer}, on{RegisterPush, RegisterPull}, Holds, 0, "The first producer of an open connection is not refused."},
	{"T-323", Producing, in{NoProducer}, on{RegisterPush}, Holds, 0, "RegisterPush does not call the producer before it returns."},
	{"T-324", Producing, in{NoProducer}, on{RegisterPull}, Holds, 0, "RegisterPull asks for one piece before it returns."},
	{"T-325", Producing, in{NoProducer}, on{RegisterPush, RegisterPull}, Holds, 0, "A producer that is registered when nothing is written any more, after LoseWriteConnection, AbortConnection or the loss, is stopped at once, and only that."},

	{"D-001", Port, in{Unstarted}, on{StartProtocol}, Leads, Started, "StartProtocol comes first."},
	{"D-002", Port, in{Unstarted}, on{DatagramReceived, ConnectionRefused, StopProtocol}, Never, 0, "Nothing comes before StartProtocol."},
	{"D-003", Port, in{Started, Stopping, Stopped}, on{StartProtocol}, Never, 0, "StartProtocol comes once."},
	{"D-004", Port, in{Started}, on{DatagramReceived, ConnectionRefused}, Stays, 0, "While the port is open datagrams and refusals arrive, empty datagrams too."},
	{"D-005", Port, in{Started}, on{StopListening}, Leads, Stopping, "StopListening closes the port."},
	{"D-006", Port, in{Stopping}, on{DatagramReceived, ConnectionRefused}, Never, 0, "After StopListening nothing arrives."},
	{"D-007", Port, in{Started, Stopping}, on{StopProtocol}, Leads, Stopped, "StopProtocol comes last."},
	{"D-008", Port, in{Stopped}, on{DatagramReceived, ConnectionRefused}, Never, 0, "Nothing comes after StopProtocol."},
	{"D-009", Port, in{Stopped}, on{StopProtocol}, Never, 0, "StopProtocol comes once."},
	{"D-010", Port, in{Stopping, Stopped}, on{StopListening}, Stays, 0, "StopListening again only adds a done."},
	{"D-011", Port, in{Stopped}, on{StopDone}, Stays, 0, "done is called after StopProtocol."},
	{"D-012", Port, in{Stopping}, on{StopDone}, Never, 0, "done is not called before StopProtocol."},
	{"D-021", Port, in{Started}, on{StartProtocol}, Holds, 0, "StartProtocol has a DatagramTransport, and its LocalAddr is never nil."},
	{"D-022", Port, in{Started, Stopping, Stopped}, on{DatagramReceived, ConnectionRefused, StopProtocol, StopDone}, Holds, 0, "A DatagramProtocol and a done are never called from inside a call to the port's transport."},
	{"D-023", Port, in{Started, Stopping, Stopped}, on{DatagramReceived, ConnectionRefused, StopProtocol}, Holds, 0, "A DatagramProtocol is called once at a time: never from inside another callback."},
	{"D-024", Port, in{Stopped}, on{StopDone}, Holds, 0, "Each done is called once."},
	{"D-025", Port, in{Started}, on{ConnectionRefused}, Holds, 0, "Refusals are told of on a connected port alone."},
	{"D-026", Port, in{Started}, on{Write}, Holds, 0, "Write returns len(p) and nil or 0 and an error: ErrNotConnected on a port without a peer."},
	{"D-027", Port, in{Started}, on{Connect}, Holds, 0, "Connect succeeds once; afterwards RemoteAddr is the peer, which it was not before."},
	{"D-028", Port, in{Started, Stopping, Stopped}, on{Write, WriteTo}, Holds, 0, "A DatagramTransport changes nothing in a slice that it borrows."},
	{"D-029", Port, in{Started, Stopping}, on{StopProtocol}, Holds, 0, "StopProtocol has come for every StartProtocol when the reactor has ended."},

	{"P-001", Process, in{Unspawned}, on{ProcessMade}, Leads, Alive, "ConnectionMade comes first."},
	{"P-002", Process, in{Unspawned}, on{ChildDataReceived, ChildConnectionLost, ProcessExited, ProcessEnded}, Never, 0, "Nothing comes before ConnectionMade."},
	{"P-003", Process, in{Alive, Exited, Ended}, on{ProcessMade}, Never, 0, "ConnectionMade comes once."},
	{"P-004", Process, in{Alive}, on{ChildDataReceived, ChildConnectionLost}, Stays, 0, "What a process writes is told, and which of its descriptors are not connected any more."},
	{"P-005", Process, in{Alive}, on{ProcessExited}, Leads, Exited, "ProcessExited comes when the process is gone."},
	{"P-006", Process, in{Exited}, on{ChildDataReceived, ChildConnectionLost}, Stays, 0, "What it wrote, or its descendants write, and the loss of descriptors may come after its exit."},
	{"P-007", Process, in{Exited}, on{ProcessExited}, Never, 0, "ProcessExited comes once."},
	{"P-008", Process, in{Exited}, on{ProcessEnded}, Leads, Ended, "ProcessEnded comes last."},
	{"P-009", Process, in{Alive}, on{ProcessEnded}, Never, 0, "ProcessEnded comes after ProcessExited."},
	{"P-010", Process, in{Ended}, on{ChildDataReceived, ChildConnectionLost, ProcessExited, ProcessEnded}, Never, 0, "Nothing comes after ProcessEnded."},
	{"P-021", Process, in{Alive}, on{ProcessMade}, Holds, 0, "ConnectionMade has a ProcessTransport."},
	{"P-022", Process, in{Alive, Exited}, on{ChildDataReceived}, Holds, 0, "ChildDataReceived has at least one byte, of a descriptor that is connected and was not lost."},
	{"P-023", Process, in{Alive, Exited}, on{ChildConnectionLost}, Holds, 0, "ChildConnectionLost comes once for a descriptor that is connected, and for no other."},
	{"P-024", Process, in{Exited}, on{ProcessEnded}, Holds, 0, "Before ProcessEnded every descriptor that is connected was lost."},
	{"P-025", Process, in{Exited}, on{ProcessExited}, Holds, 0, "The reason of an exit is, for errors.Is, either ErrProcessDone or ErrProcessTerminated."},
	{"P-026", Process, in{Ended}, on{ProcessEnded}, Holds, 0, "The reason of the end is that of the exit."},
	{"P-027", Process, in{Alive, Exited, Ended}, on{ChildDataReceived, ChildConnectionLost, ProcessExited, ProcessEnded}, Holds, 0, "A ProcessProtocol is never called from inside a call to its ProcessTransport."},
	{"P-028", Process, in{Alive, Exited, Ended}, on{ChildDataReceived, ChildConnectionLost, ProcessExited, ProcessEnded}, Holds, 0, "A ProcessProtocol is called once at a time: never from inside another callback."},
	{"P-029", Process, in{Alive, Exited, Ended}, on{WriteToChild}, Holds, 0, "A ProcessTransport changes nothing in a slice that it borrows, and takes all of it or returns an error."},
	{"P-030", Process, in{Exited, Ended}, on{SignalProcess}, Holds, 0, "After the exit a signal that there is comes too late: ErrProcessExited."},

	{"F-001", Uses, in{Unused}, on{StartFactory}, Leads, Used, "StartFactory comes before the first use."},
	{"F-002", Uses, in{Used}, on{StartFactory}, Never, 0, "StartFactory comes once until StopFactory."},
	{"F-003", Uses, in{Used}, on{BuildProtocol}, Stays, 0, "A factory that is in use builds protocols."},
	{"F-004", Uses, in{Unused}, on{BuildProtocol}, Never, 0, "A factory builds nothing before StartFactory or after StopFactory."},
	{"F-005", Uses, in{Used}, on{StopFactory}, Leads, Unused, "StopFactory comes after the last use."},
	{"F-006", Uses, in{Unused}, on{StopFactory}, Never, 0, "StopFactory comes only after StartFactory."},
	{"F-011", Uses, in{Used}, on{BuildProtocol}, Holds, 0, "BuildProtocol has the peer's address."},
	{"F-012", Uses, in{Used}, on{BuildProtocol}, Holds, 0, "BuildProtocol is called once at a time."},

	{"K-001", Attempts, in{Idle}, on{StartedConnecting}, Leads, Trying, "StartedConnecting begins an attempt."},
	{"K-002", Attempts, in{Trying}, on{StartedConnecting}, Never, 0, "An attempt begins once the one before has failed or its connection was lost."},
	{"K-003", Attempts, in{Trying}, on{ClientConnectionFailed, ClientConnectionLost}, Leads, Idle, "An attempt ends with ClientConnectionFailed, or with ClientConnectionLost if it came to a connection."},
	{"K-004", Attempts, in{Idle}, on{ClientConnectionFailed, ClientConnectionLost}, Never, 0, "An attempt ends once."},
	{"K-011", Attempts, in{Trying}, on{StartedConnecting}, Holds, 0, "In StartedConnecting the connector is connecting."},
	{"K-012", Attempts, in{Idle}, on{ClientConnectionFailed, ClientConnectionLost}, Holds, 0, "In ClientConnectionFailed and ClientConnectionLost the connector is disconnected, until it is told to connect again."},
	{"K-013", Attempts, in{Idle}, on{ClientConnectionFailed}, Holds, 0, "The reason of a failure is, for errors.Is, one of the sentinels for it."},
	{"K-014", Attempts, in{Idle}, on{ClientConnectionLost}, Holds, 0, "The reason of a loss is, for errors.Is, either ErrConnectionDone or ErrConnectionLost."},
	{"K-015", Attempts, in{Idle}, on{ClientConnectionLost}, Holds, 0, "ClientConnectionLost comes after the protocol's own ConnectionLost."},
	{"K-016", Attempts, in{Idle}, on{ClientConnectionFailed, ClientConnectionLost}, Holds, 0, "ClientConnectionFailed and ClientConnectionLost never come from inside a call to the Connector."},
	{"K-017", Attempts, in{Idle, Trying}, on{ConnectorCall}, Holds, 0, "Connect on a connector that is not disconnected, and StopConnecting on one that is not connecting, return ErrConnectorState, and only then."},
}
