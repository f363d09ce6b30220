//go:build interop

package interop

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"ravel/core"
	"ravel/protocols/chat"
	"ravel/transports/native"
)

// A chatter is ravel's chat client on a reactor of its own.
type chatter struct {
	t     *testing.T
	r     *native.Reactor
	c     *chat.Client // belongs to the reactor
	told  chan string  // what happened, line by line
	ended chan error   // what Run returned
}

// toldMax is how many lines wait to be looked at.
const toldMax = 100

func newChatter(t *testing.T, port, name string) *chatter {
	t.Helper()
	r, err := native.Open(native.Config{NoSignals: true})
	if err != nil {
		t.Fatal(err)
	}
	k := &chatter{t: t, r: r, told: make(chan string, toldMax), ended: make(chan error, 1)}
	_, err = r.ConnectTCP("127.0.0.1:"+port, chat.ClientFactory(chat.ClientConfig{
		Name:    name,
		Refused: func(_ *chat.Client, name string, _ chat.Kind) string { k.told <- "taken: " + name; return name + "_" },
		Joined:  func(c *chat.Client) { k.c = c; k.told <- "joined as " + c.Name() },
		Heard:   func(_ *chat.Client, name, text []byte) { k.told <- fmt.Sprintf("%s: %s", name, text) },
		Lost: func(_ *chat.Client, reason error) {
			k.told <- fmt.Sprintf("lost in order: %t", errors.Is(reason, core.ErrConnectionDone))
			r.Stop()
		},
	}))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	go func() {
		defer close(k.told)
		k.ended <- r.Run(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		for range k.told { // until the reactor has stopped
		}
		r.Close()
	})
	return k
}

func (k *chatter) hears(text string) {
	k.t.Helper()
	if got, ok := <-k.told; got != text {
		k.t.Fatalf("ravel's client heard %q (%t), want %q", got, ok, text)
	}
}

func (k *chatter) says(text string) {
	k.r.Post(func() {
		if err := k.c.Say([]byte(text)); err != nil {
			k.t.Errorf("ravel's client cannot say %q: %v", text, err)
		}
	})
}

func (k *chatter) leaves() {
	k.t.Helper()
	k.r.Post(func() { k.c.LoseConnection() })
	k.hears("lost in order: true")
	if err := <-k.ended; err != nil {
		k.t.Fatalf("ravel's client: %v", err)
	}
}

func TestFourKindsOfClientsInOneRoom(t *testing.T) {
	for _, server := range []struct {
		name string
		port func(*testing.T, string) string
	}{{"ravel", serveTCP}, {"twisted", serveTwisted}} {
		t.Run("served by "+server.name, func(t *testing.T) {
			port := server.port(t, "chat")

			netcat := start(t, "netcat-openbsd", "nc", "-C", "-N", "127.0.0.1", port)
			netcat.shows("What's your name?\r\n")
			netcat.says("nora\n")
			netcat.shows("Welcome, nora!\r\n")

			telnet := start(t, "telnet", "telnet", "-E", "127.0.0.1", port)
			telnet.shows("Trying 127.0.0.1...\nConnected to 127.0.0.1.\nEscape character is 'off'.\nWhat's your name?\n")
			telnet.says("nora\n")
			telnet.shows("Name taken, please choose another.\n")
			telnet.says("theo\n")
			telnet.shows("Welcome, theo!\n")

			peer := twisted(t, "chat", port, "tina")
			peer.shows("What's your name?\nWelcome, tina!\n")

			ours := newChatter(t, port, "tina")
			ours.hears("taken: tina")
			ours.hears("joined as tina_")

			// Each says a line, and all the others hear it before the next one speaks.
			netcat.says("from netcat\n")
			telnet.shows("<nora> from netcat\n")
			peer.shows("<nora> from netcat\n")
			ours.hears("nora: from netcat")

			telnet.says("from telnet\n")
			netcat.shows("<theo> from telnet\r\n")
			peer.shows("<theo> from telnet\n")
			ours.hears("theo: from telnet")

			peer.says("from Twisted\n")
			netcat.shows("<tina> from Twisted\r\n")
			telnet.shows("<tina> from Twisted\n")
			ours.hears("tina: from Twisted")

			ours.says("from ravel")
			netcat.shows("<tina_> from ravel\r\n")
			telnet.shows("<tina_> from ravel\n")
			peer.shows("<tina_> from ravel\n")

			// Who is gone is spoken of no more, and the name is free: nothing but the end comes below.
			ours.leaves()
			netcat.leaves("")
			again := newChatter(t, port, "nora")
			again.hears("joined as nora")
			again.leaves()
			peer.leaves("lost ConnectionDone\n")
			telnet.leaves("Connection closed by foreign host.\n")
		})
	}
}
