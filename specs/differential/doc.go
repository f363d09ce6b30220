// Package differential has ravel and Twisted do the same, and compares what each says of it.
//
// What Twisted said is kept in testdata, so that every run of the tests compares with it. With Twisted at hand
// specs/interop asks it again, also for programs and strings that are in no file; with -rewrite it writes the
// files anew:
//
//	go test -tags interop ./specs/interop -run Twisted -rewrite
//
// The map:
//
//	program.go    Program: a random program of Deferreds, in lines that both sides read
//	play.go       Play: a Program on ravel's Deferreds
//	play_step.go  what each line does
//	strings.go    endpoint strings, random ones and a corpus, and what ravel makes of them
//	record.go     the files in testdata
//	peer.py       the same on Twisted
//
// Where ravel differs from Twisted on purpose a Program does not go there, and the words at the corpus of
// strings say why.
package differential
