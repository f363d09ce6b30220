package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"log"
	"os"

	"golang.org/x/crypto/ssh"

	"ravel/core"
	"ravel/transports/native"
	"ravel/transports/netbridge"
)

func main() {
	at := "127.0.0.1:2222"
	if len(os.Args) > 1 {
		at = os.Args[1]
	}
	config, err := newConfig()
	if err != nil {
		log.Fatal(err)
	}
	r := native.New()
	l, err := listen(r, at)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening on", l.Addr())
	go serve(l, config)
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

// listen is a port of r as a net.Listener.
func listen(r *native.Reactor, at string) (*netbridge.Listener, error) {
	return netbridge.Listen(r, func(f core.Factory) (core.Listener, error) { return r.ListenTCP(at, f) })
}

// newConfig lets everybody in, with a host key that was made for this run.
func newConfig() (*ssh.ServerConfig, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	signer, err := ssh.NewSignerFromKey(key)
	if err != nil {
		return nil, err
	}
	c := &ssh.ServerConfig{NoClientAuth: true}
	c.AddHostKey(signer)
	return c, nil
}
