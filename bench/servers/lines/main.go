// Many clients, each with a line a second: "lines" serves them, "lines load PORT N SECONDS" is them.
//
// The server answers each line with itself. On standard input it takes "memory" and answers with what the
// garbage collector left: connections, lines, heap and stack in use. The load checks every answer and prints
// "connected", then at the end what was sent and what came back.
package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"log"
	"net"
	"os"
	"runtime"
	"strconv"
	"time"

	"ravel/core"
	"ravel/transports/native"
)

func main() {
	r := native.New()
	var err error
	if len(os.Args) == 5 && os.Args[1] == "load" {
		err = load(r, os.Args[2], os.Args[3], os.Args[4])
	} else {
		err = serve(r)
	}
	if err == nil {
		err = r.Run(context.Background())
	}
	if err != nil {
		log.Fatal(err)
	}
}

// A server answers lines and counts them.
type server struct {
	connections, lines int
}

type answerer struct {
	core.Base
	*server
}

func (a *answerer) ConnectionMade(t core.Transport) {
	a.Base.ConnectionMade(t)
	a.connections++
}

func (a *answerer) DataReceived(p []byte) {
	a.lines += bytes.Count(p, []byte("\n"))
	a.Transport.Write(p)
}

func (a *answerer) ConnectionLost(error) { a.connections-- }

func serve(r core.Reactor) error {
	s := &server{}
	l, err := r.ListenTCP("127.0.0.1:0", core.FactoryFunc(func(net.Addr) (core.Protocol, error) {
		return &answerer{server: s}, nil
	}), core.ListenConfig{Backlog: 4096})
	if err != nil {
		return err
	}
	fmt.Println(l.Addr().(core.Addr).AddrPort.Port())
	go func() {
		for in := bufio.NewScanner(os.Stdin); in.Scan(); {
			r.Post(func() {
				runtime.GC()
				runtime.GC() // the second returns the spans that the first one emptied
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				fmt.Println("memory", s.connections, s.lines, m.HeapAlloc, m.StackInuse)
			})
		}
	}()
	return nil
}

// A crowd is all the clients of the load.
type crowd struct {
	r                           core.Reactor
	want, seconds               int
	connected, done             int
	sent, received, lost, wrong int
	talkers                     []*talker
}

func load(r core.Reactor, port, n, seconds string) (err error) {
	c := &crowd{r: r}
	if c.want, err = strconv.Atoi(n); err != nil {
		return err
	}
	if c.seconds, err = strconv.Atoi(seconds); err != nil {
		return err
	}
	for i := range c.want {
		// A thousand a 50 ms: the burst of a busy morning, below what any backlog drops.
		r.CallLater(time.Duration(i/1000)*50*time.Millisecond, func() {
			if _, err := r.ConnectTCP("127.0.0.1:"+port, &dialler{c, i}); err != nil {
				log.Fatal(err)
			}
		})
	}
	return nil
}

type dialler struct {
	*crowd
	i int
}

func (d *dialler) BuildProtocol(net.Addr) (core.Protocol, error) {
	return &talker{crowd: d.crowd, i: d.i}, nil
}
func (d *dialler) StartedConnecting(core.Connector) {}
func (d *dialler) ClientConnectionFailed(_ core.Connector, reason error) {
	log.Fatalf("client %d: %v", d.i, reason)
}
func (d *dialler) ClientConnectionLost(core.Connector, error) {}

// A talker sends a line a second and checks that it comes back.
type talker struct {
	core.Base
	*crowd
	i, said, heard int
	partial        []byte
}

func (t *talker) ConnectionMade(tr core.Transport) {
	t.Base.ConnectionMade(tr)
	t.talkers = append(t.talkers, t)
	if t.connected++; t.connected < t.want {
		return
	}
	fmt.Println("connected")
	// Everybody is here, and says the first line when told to: the pause is for measuring idle connections.
	go func() {
		bufio.NewReader(os.Stdin).ReadString('\n')
		t.r.Post(t.crowd.start)
	}()
}

// start spreads the first lines over the first second, so that the clients talk like 10,000 people and not in chorus.
func (c *crowd) start() {
	for i, t := range c.talkers {
		c.r.CallLater(time.Second*time.Duration(i)/time.Duration(c.want), t.say)
	}
}

func (t *talker) line() string { return fmt.Sprintf("client %d says line %d\n", t.i, t.heard) }

func (t *talker) say() {
	fmt.Fprintf(t.Transport, "client %d says line %d\n", t.i, t.said)
	t.said++
	t.sent++
	if t.said < t.seconds {
		t.r.CallLater(time.Second, t.say)
	}
}

func (t *talker) DataReceived(p []byte) {
	t.partial = append(t.partial, p...)
	for {
		i := bytes.IndexByte(t.partial, '\n')
		if i < 0 {
			return
		}
		if string(t.partial[:i+1]) != t.line() {
			t.wrong++
		}
		t.partial = append(t.partial[:0], t.partial[i+1:]...)
		t.received++
		if t.heard++; t.heard == t.seconds {
			t.Transport.LoseConnection()
		}
	}
}

func (t *talker) ConnectionLost(reason error) {
	if t.heard < t.seconds {
		t.lost++
	}
	if t.done++; t.done == t.want {
		fmt.Println("end", t.sent, t.received, t.lost, t.wrong)
		t.r.Stop()
	}
}
