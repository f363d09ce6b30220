// Package reply says which datagrams a small service may answer.
//
//	reply.go   Allowed: not those that another service may have sent
package reply
