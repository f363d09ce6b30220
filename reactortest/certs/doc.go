// Package certs makes certificates for specs: an authority and what it signs, the same in every run.
//
//	ca := certs.New("spec")
//	server := &tls.Config{Certificates: []tls.Certificate{ca.Sign(certs.Leaf{Names: []string{"127.0.0.1"}})}}
//	client := &tls.Config{RootCAs: ca.Pool()}
//
// The keys follow from names and are worth nothing outside of a spec.
package certs
