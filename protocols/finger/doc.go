// Package finger answers who a user is: RFC 1288, the server and the client.
//
// The map:
//
//	query.go   Query, ParseQuery, and Clean: the codec, on the standard library alone
//	server.go  Factory: a table of users, or a function that knows them
//	client.go  Client: asks one query and collects the answer
//
// A query is one line, ended by CR LF or by LF alone. Queries that ask to be forwarded to another host
// are refused, and so is the list of users unless it is allowed.
package finger
