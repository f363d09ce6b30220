// Package framing is what the framers of ravel share: line, netstring, intprefix and stateful.
//
// A framer is a codec and an [Inlet]. The codec is a scanner: it is shown the window, the bytes that
// have arrived and were not consumed, and says what the first frame in it is and how many bytes that
// was. The Inlet is the protocol around it. It gathers the window, has one frame at a time taken from
// it, and sees to what is the same for every framer:
//
//   - Where a chunk ends means nothing. A frame inside one chunk is seen in place, without a copy.
//   - A frame is consumed before it is delivered, so a callback may change what comes next.
//   - PauseReading in a callback stops in the middle of a chunk; ResumeReading first delivers what waits.
//   - Nothing is delivered once the transport is closing.
//   - DataReceived inside a callback queues its bytes behind those that wait.
//   - What waits while nothing is delivered is bounded by BufferMax.
//   - An error is told to the handler, if it is an [ErrorHandler], and then ends the connection.
//
// The map:
//
//	buffer.go   Buffer: the window, and when its bytes are copied
//	inlet.go    Inlet: the protocol around a codec
//	strings.go  Strings: an Inlet for any codec of strings; strings_client.go: StringClient, which is told what to do
//	            by functions; strings_echo.go: StringEchoFactory, a server that sends every string back
//
// To write a framer of your own, embed an Inlet and give Open a step, as the example does.
package framing
