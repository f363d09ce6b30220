//go:build linux

// Servers and loads over TLS:
//
//	tls cert DIR                                           makes the certificate of all servers
//	tls ravel DIR · tls net DIR                            echo, on a reactor or with a goroutine a connection
//	tls ravel-page DIR · tls net-page DIR                  answer a request with a page and leave
//	tls load PORT echo CONNECTIONS BYTES WARM RUN          round trips; times in milliseconds
//	tls load PORT handshakes CONNECTIONS 1 WARM RUN        whole handshakes, a page each
//	tls load PORT idle CONNECTIONS BYTES                   one echo each, then nothing until the input ends
package main

import (
	"fmt"
	"log"
	"os"
)

func main() {
	if len(os.Args) < 3 {
		log.Fatal("cert, ravel, net, ravel-page, net-page or load, and what it works on")
	}
	what := os.Args[2]
	var err error
	switch os.Args[1] {
	case "cert":
		err = makeCertificate(what)
	case "ravel":
		err = serveRavel(what, func() protocol { return &echo{} })
	case "ravel-page":
		err = serveRavel(what, func() protocol { return &page{} })
	case "net":
		err = serveNet(what, echoNet)
	case "net-page":
		err = serveNet(what, pageNet)
	case "load":
		err = load("127.0.0.1:"+what, os.Args[3:])
	default:
		err = fmt.Errorf("no %q", os.Args[1])
	}
	if err != nil {
		log.Fatal(err)
	}
}
