// Package stateful is for protocols in which each piece says how long the next one is and what to make
// of it.
//
// The map:
//
//	machine.go   Step and Machine: the codec, on the standard library alone
//	receiver.go  Receiver: the protocol to embed
//
// A [Step] takes exactly as many bytes as the step before it asked for, and returns the next step with
// the number of bytes that one wants. A nil step means the same again (Twisted: StatefulProtocol).
package stateful
