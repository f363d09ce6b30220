package certs_test

import (
	"crypto/x509"
	"fmt"

	"ravel/reactortest/certs"
)

// The same certificates in every run, so that a simulated handshake can be repeated byte for byte.
func Example() {
	one, again := certs.New("authority"), certs.New("authority")
	leafOf := certs.Leaf{Names: []string{"server.example"}}
	cert, same := one.Sign(leafOf), again.Sign(leafOf)
	leaf, err := x509.ParseCertificate(cert.Certificate[0])
	fmt.Println(leaf.DNSNames, err, string(cert.Certificate[0]) == string(same.Certificate[0]))
	// Output: [server.example] <nil> true
}
