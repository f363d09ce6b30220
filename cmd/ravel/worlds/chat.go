package worlds

import (
	"fmt"
	"strings"
	"time"

	"ravel/core"
	"ravel/protocols/chat"
	"ravel/reactortest/sim"
)

const (
	people = 5
	lines  = 10 // that each of them says
	visits = 5  // of the one who comes and goes
)

// Chat is a world of people who join a room, all say their lines, and hear each other's. Two want the same
// name. Meanwhile somebody comes, says something, and is gone without a word, again and again.
func Chat(serve Serve) func(w *sim.World) {
	return func(w *sim.World) {
		w.Links(sim.Rough())
		server := w.Node("server", func(r core.Reactor) { listen(r, serve) })
		p := &party{world: w, address: server.Addr(port)}
		for i := range people {
			w.Node(fmt.Sprintf("person%d", i), func(r core.Reactor) { p.arrive(r, fmt.Sprintf("guest%d", i/2)) })
		}
		w.Node("visitor", p.visit)
		w.Always("two people have two names", p.namesDiffer)
		w.Eventually("everybody heard everything that the others said", within*time.Second, p.everythingHeard)
		w.Eventually("the visitor has been there", within*time.Second, func() bool { return p.visits == visits })
	}
}

// A party is what is known of everybody, over all nodes.
type party struct {
	world   *sim.World
	address string
	people  []*person
	joined  int
	visits  int
}

// A person joins, waits for the others, talks and listens.
type person struct {
	*party
	r      core.Reactor
	client *chat.Client
	said   int
	heard  map[string]int // by speaker: how many of their lines, which come in order
}

func (p *party) arrive(r core.Reactor, name string) {
	me := &person{party: p, r: r, heard: map[string]int{}}
	p.people = append(p.people, me)
	r.ConnectTCP(p.address, chat.ClientFactory(chat.ClientConfig{
		Name:    name,
		Refused: func(_ *chat.Client, name string, _ chat.Kind) string { return name + "x" },
		Joined:  me.hasJoined,
		Heard:   me.hears,
		Lost:    me.isLost,
	}))
}

func (me *person) hasJoined(c *chat.Client) {
	me.client = c
	if me.joined++; me.joined == people {
		// Who has joined hears everything from now on. Each begins on its own node, in its own time.
		for _, p := range me.people {
			p.r.Post(p.talk)
		}
	}
}

func (me *person) talk() {
	me.r.CallLater(time.Duration(me.r.Rand().IntN(500))*time.Millisecond, func() {
		if err := me.client.Say(fmt.Appendf(nil, "line %d", me.said)); err != nil {
			me.world.Failf("%s cannot speak: %v", me.client.Name(), err)
			return
		}
		if me.said++; me.said < lines {
			me.talk()
		}
	})
}

func (me *person) hears(_ *chat.Client, name, text []byte) {
	speaker := string(name)
	if strings.HasPrefix(speaker, "visitor") {
		return
	}
	if want := fmt.Sprintf("line %d", me.heard[speaker]); string(text) != want {
		me.world.Failf("%s heard %q from %s, want %q", me.client.Name(), text, speaker, want)
	}
	me.heard[speaker]++
}

func (me *person) isLost(c *chat.Client, reason error) {
	me.world.Failf("%s was thrown out: %v", c.Name(), reason)
}

// visit joins, says something if it is quick enough, and aborts.
func (p *party) visit(r core.Reactor) {
	if p.visits == visits {
		return
	}
	r.ConnectTCP(p.address, chat.ClientFactory(chat.ClientConfig{
		Name:    fmt.Sprintf("visitor%d", p.visits),
		Refused: func(_ *chat.Client, name string, _ chat.Kind) string { return name + "x" },
		Joined: func(c *chat.Client) {
			c.Say([]byte("hello, and"))
			r.CallLater(time.Duration(r.Rand().IntN(200))*time.Millisecond, c.Transport.AbortConnection)
		},
		Lost: func(*chat.Client, error) {
			p.visits++
			r.CallLater(time.Duration(r.Rand().IntN(300))*time.Millisecond, func() { p.visit(r) })
		},
	}))
}

func (p *party) namesDiffer() error {
	for i, a := range p.people {
		for _, b := range p.people[:i] {
			if a.client != nil && b.client != nil && a.client.Name() == b.client.Name() {
				return fmt.Errorf("two are called %s", a.client.Name())
			}
		}
	}
	return nil
}

func (p *party) everythingHeard() bool {
	if p.joined < people {
		return false
	}
	for _, listener := range p.people {
		for _, speaker := range p.people {
			if speaker != listener && listener.heard[speaker.client.Name()] < lines {
				return false
			}
		}
	}
	return true
}
