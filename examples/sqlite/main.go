package main

import (
	"database/sql"
	"fmt"
	"log"
	"net"
	"os"

	"ravel/core"
	"ravel/transports/db"
	"ravel/transports/native"
)

func main() {
	path := ":memory:"
	if len(os.Args) > 1 {
		path = os.Args[1]
	}
	pool, err := openSQLite(path)
	if err != nil {
		log.Fatal(err)
	}
	r := native.New()
	os.Exit(core.Main(r, func(core.Reactor) *core.Deferred[any] {
		b := bank{db.New(r, pool)}
		return core.ThenDeferred(b.create(), func(sql.Result) *core.Deferred[any] {
			l, err := serve(r, b, "127.0.0.1:8007")
			if err != nil {
				return core.Failed[any](err)
			}
			fmt.Println("listening on", l.Addr())
			return core.NewDeferred[any]() // until SIGINT or SIGTERM
		})
	}))
}

// serve has tellers at addr.
func serve(r core.TCP, b bank, addr string) (core.Listener, error) {
	return r.ListenTCP(addr, core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return newTeller(b), nil }))
}
