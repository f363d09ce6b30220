// Package policies has rules for connections as middleware: each policy is a function from a factory to a
// factory, and Chain applies several.
//
//	f = policies.Chain(f,
//		policies.IdleTimeout(r, time.Minute),
//		policies.NewLimit(policies.LimitConfig{Total: 1000, ByPeer: 10}).Factory,
//	)
//
// The map:
//
//	chain.go           Middleware and Chain
//	idle.go            IdleTimeout: a connection on which nothing happens ends
//	bucket.go          Bucket: a token bucket, and trees of them
//	throttle.go        Throttle: bytes a second, of each connection and of all
//	throttle_conn.go   how reading is paused for it
//	throttle_send.go   and how producers are
//	limit.go           Limit: connections in all and of each peer, and a protocol for those too many
//	wiretap.go         Wiretap: everything that happens on a connection, told to a function
//	traffic.go         TrafficLog: the same as log records
//
// A policy hides nothing: protocol and transport keep their optional interfaces, and those of TLS are found with
// core.TransportFacet.
package policies
