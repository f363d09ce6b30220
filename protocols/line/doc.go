// Package line cuts a stream into lines, and lets a protocol switch to raw bytes and back.
//
// The map:
//
//	splitter.go  Splitter: the codec, on the standard library alone
//	receiver.go  Receiver: the protocol to embed, with raw mode, pause and limits
//
// The rules, most of them Twisted's LineReceiver:
//
//   - A line ends with the delimiter, by default "\r\n"; a lone '\r' or '\n' is part of the line.
//     With AcceptLF a line ends with '\n', and a '\r' before it belongs to the end: what people at
//     netcat and telnet type is understood.
//   - MaxLength is the longest line that is delivered, without its delimiter. A longer one is known
//     at the earliest byte, ended or not, and loses the connection unless the handler is a [LengthHandler].
//   - Lines are views of what arrived, valid until LineReceived returns.
//   - SetRaw in a callback holds for the rest of the chunk; SetLine gives back what was not raw.
//   - Nothing is delivered after LoseConnection.
//   - No byte is searched twice, however the input is cut.
package line
