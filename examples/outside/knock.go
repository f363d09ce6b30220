package outside

import (
	"net"

	"ravel/core"
	"ravel/protocols/line"
)

// knock tells a joke, line by line, to whoever asks the right questions.
type knock struct {
	line.Receiver
	asked int
}

// script is what the peer has to ask, and what it is told then.
var script = []struct{ ask, tell string }{
	{"Who's there?", "Ravel."},
	{"Ravel who?", "Ravel here, and see both worlds."},
}

// Factory makes one teller a connection.
func Factory() core.Factory {
	return core.FactoryFunc(func(net.Addr) (core.Protocol, error) {
		k := &knock{}
		k.Handler, k.AcceptLF = k, true
		return k, nil
	})
}

func (k *knock) ConnectionMade(t core.Transport) {
	k.Receiver.ConnectionMade(t)
	k.SendLine([]byte("Knock, knock!"))
}

func (k *knock) LineReceived(line []byte) {
	if string(line) != script[k.asked].ask {
		k.SendLine([]byte("You are supposed to say: " + script[k.asked].ask))
		return
	}
	k.SendLine([]byte(script[k.asked].tell))
	if k.asked++; k.asked == len(script) {
		k.LoseConnection()
	}
}
