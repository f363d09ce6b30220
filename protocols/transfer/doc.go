// Package transfer sends what a reader holds, at the pace at which the peer reads (Twisted: FileSender).
//
// The map:
//
//	transfer.go  Send
package transfer
