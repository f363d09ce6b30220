// Package chat is a room in which everyone reads what the others write.
//
// The map:
//
//	lines.go   what the server's lines say, and ParseLine: the codec, on the standard library alone
//	room.go    Room: the members and their names
//	server.go  Factory and Serve: one conversation, from the question for a name to the last message
//	client.go  Client: joins, says and hears
//
// The conversation, each line ended by CR LF (LF alone is understood):
//
//	S: What's your name?
//	C: ada
//	S: Welcome, ada!
//	C: hello                 all the others get  <ada> hello
//
// A name that is in use, or that cannot be one, is answered with another question. Leaving is silent
// and frees the name.
//
// A member who reads slowly does not hold up the others: what waits for one is bounded by the
// connection's OutboxMax (see core.ConnConfig), and past it that connection is aborted with
// core.ErrOutboxFull. Messages go out in the order in which members joined, so a run can be repeated.
package chat
