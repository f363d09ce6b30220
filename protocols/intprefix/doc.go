// Package intprefix carries strings behind their length, an integer of 8, 16, 32 or 64 bits.
//
// The map:
//
//	decoder.go   Format, Decoder and Append: the codec, on the standard library alone
//	receiver.go  Receiver: the protocol to embed
//	echo.go      EchoFactory: a server that sends every string back
//	client.go    Client: a Receiver that is told what to do by functions
//
// The zero Format is 32 bits, big endian, strings of at most 99999 bytes (Twisted: Int32StringReceiver).
// A string past the limit is refused as soon as its prefix has arrived; strings before it are delivered.
// What is sent is bounded by what the prefix can say, and by nothing else.
package intprefix
